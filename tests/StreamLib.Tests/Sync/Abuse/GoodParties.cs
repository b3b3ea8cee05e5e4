using System.Diagnostics;
using StreamLib.Sync;

namespace StreamLibTests.Sync.Abuse;

/// <summary>Four parties that behave well and pass one barrier after another.</summary>
internal sealed class GoodParties(SyncScope scope, List<SyncClient> clients) : IAsyncDisposable
{
    private const int Count = 4;

    internal static async Task<GoodParties> Start(SyncServer sync)
    {
        var scope = sync.OpenScope("Good");
        var clients = new List<SyncClient>();
        for (var i = 1; i <= Count; i++)
            clients.Add(await SyncClient.ConnectAsync($"{sync.EndPoint}", scope.Join($"good{i}/1", $"good{i}"), RawClient.Ct));
        var parties = new GoodParties(scope, clients);
        await parties.Pass(50);
        return parties;
    }

    /// <summary>Passes so many barriers; the time that each took, in order of length.</summary>
    internal async Task<List<TimeSpan>> Pass(int barriers)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < barriers; i++) times.Add(await PassOne());
        return [.. times.Order()];
    }

    /// <summary>Passes barriers until something has ended, and at least so many.</summary>
    internal async Task<List<TimeSpan>> PassDuring(Task other, int atLeast = 50)
    {
        var times = new List<TimeSpan>();
        while (!other.IsCompleted || times.Count < atLeast) times.Add(await PassOne());
        await other;
        return [.. times.Order()];
    }

    internal static string Figures(List<TimeSpan> times) => FormattableString.Invariant(
        $"{times.Count} barriers, median {times[times.Count / 2].TotalMilliseconds:0.00} ms, 99 % {times[times.Count * 99 / 100].TotalMilliseconds:0.00} ms, longest {times[^1].TotalMilliseconds:0.0} ms");

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) await client.DisposeAsync();
        scope.Dispose();
    }

    private async Task<TimeSpan> PassOne()
    {
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select(client => client.Barrier("b", timeout: TimeSpan.FromSeconds(20), ct: RawClient.Ct)));
        return Stopwatch.GetElapsedTime(since);
    }
}
