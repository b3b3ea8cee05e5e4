using StreamLib.Tests;

namespace Cluster;

/// <summary>A node of the cluster: a small web service that campaigns for as long as it lives. It is on the port of its stream, without that on a free port.</summary>
/// <remarks>Who holds the lock leads. A node that ends, in whatever way, loses it, and the next in line gets it.</remarks>
public sealed class Node : NestedTest
{
    private long term;

    protected override async Task Test()
    {
        await using var service = await StartService();
        await Sync.Set($"node/{Stream}", $"http://{Streams[Stream].Host.Address}:{new Uri(service.Urls.First().Replace('*', '0')).Port}");
        await Campaign();
        await service.WaitForShutdownAsync(Cancelled);
    }

    private async Task Campaign()
    {
        await Sync.Lock("leader", ct: Cancelled);
        term = await Sync.Signal("terms", Cancelled);
        await Sync.Set("leader", Stream, Cancelled);
        Note($"leads in term {term}");
    }

    private async Task<WebApplication> StartService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://0.0.0.0:{Streams[Stream].Port ?? 0}");
        var service = builder.Build();
        service.MapGet("/", () => $"{Stream} is up");
        service.MapGet("/leader", (CancellationToken gone) => Sync.Get("leader", ct: gone));
        service.MapGet("/work", Work);
        await service.StartAsync(Cancelled);
        return service;
    }

    // The leader does the work; all others say where it is.
    private async Task<IResult> Work(CancellationToken gone) => Interlocked.Read(ref term) is > 0 and var leads
        ? Results.Text($"{leads}")
        : Results.Redirect($"{await Sync.Get($"node/{await Sync.Get("leader", ct: gone)}", ct: gone)}/work");
}
