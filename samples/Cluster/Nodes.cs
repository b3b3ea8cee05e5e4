using System.Globalization;
using StreamLib.Sync;
using StreamLib.Tests;

namespace Cluster;

/// <summary>The nodes as their clients see them: by http, at the addresses that they share.</summary>
internal sealed class Nodes(ISync sync, Topology streams, CancellationToken cancelled) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(2) };

    public IEnumerable<string> Names => Of("node");

    /// <summary>How many streams ask for work.</summary>
    public int Loads => Of("load").Count();

    /// <summary>The node that leads, as this one knows it; <c>null</c> when it does not answer.</summary>
    public Task<string?> Leader(string node) => Ask(node, "leader");

    /// <summary>The term in which the work was done that this node was asked for; <c>null</c> when it was not.</summary>
    public async Task<long?> Work(string node) => await Ask(node, "work") is { } term ? long.Parse(term, CultureInfo.InvariantCulture) : null;

    public void Dispose() => client.Dispose();

    private async Task<string?> Ask(string node, string what)
    {
        var address = await sync.Get($"node/{node}", ct: cancelled);
        try
        {
            return await client.GetStringAsync(new Uri($"{address}/{what}"), cancelled);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancelled.IsCancellationRequested)
        {
            return null;
        }
    }

    private IEnumerable<string> Of(string role) => streams.All.Where(stream => stream.Role == role).Select(stream => stream.Name);
}
