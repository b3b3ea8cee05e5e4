using System.Net;
using StreamLib.Sync;
using StreamLibTesting;

namespace StreamLibTests.Sync.HalfOpen;

/// <summary>Two peers in a network of their own, whose cable is pulled: one that was quiet, and one to which an answer is still under way.</summary>
/// <remarks>Both are cut off at the same moment, so that the tests wait once for what takes 12 seconds.</remarks>
public sealed class PulledCable : IAsyncLifetime
{
    private static readonly string Name = $"slsync{Environment.ProcessId}";
    private static readonly string Net = $"10.{224 + (Environment.ProcessId / 256 % 16)}.{Environment.ProcessId % 256}";
    private readonly LogBook log = new();
    private readonly List<Running> peers = [];
    private SyncServer? server;
    private SyncScope? scope;

    internal Task<Broken>? Quiet { get; private set; }

    internal Task<Broken>? Loud { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess) return;
        await Script($"""
            ip netns add {Name}
            ip link add {Name}a type veth peer name {Name}b
            ip address add {Net}.1/30 dev {Name}a
            ip link set {Name}a up
            ip link set {Name}b netns {Name}
            ip -n {Name} address add {Net}.2/30 dev {Name}b
            ip -n {Name} link set {Name}b up
            """);
        server = SyncServer.Start(new SyncServerOptions { Listen = new IPEndPoint(IPAddress.Parse($"{Net}.1"), 0) });
        scope = server.OpenScope("Cables", log.Add);
        Connect("quiet", "barrier quiet 3");
        Connect("loud", @"get go\nbarrier loud 3");
        await log.Has("quiet arrived at barrier quiet");
        await log.Has("loud waits for key go");
        var here = scope.As("here");
        var waits = (Quiet: here.Barrier("quiet", "3"), Loud: here.Barrier("loud", "3"));
        await Script($"ip -n {Name} link set {Name}b down");
        var since = TimeProvider.System.GetTimestamp();
        await here.Set("go", "what nobody reads any more");
        (Quiet, Loud) = (EndOf(waits.Quiet, since), EndOf(waits.Loud, since));
    }

    public async ValueTask DisposeAsync()
    {
        scope?.Dispose();
        if (server is not null) await server.DisposeAsync();
        foreach (var peer in peers) await peer.DisposeAsync();
        if (Environment.IsPrivilegedProcess) await Shell.ScriptAsync($"ip link delete {Name}a; ip netns delete {Name}");
    }

    private static async Task<Broken> EndOf(Task wait, long since)
    {
        var failure = await Should.ThrowAsync<SyncException>(() => wait);
        return new Broken(failure.Reason, TimeProvider.System.GetElapsedTime(since));
    }

    private static async Task Script(string script) => (await Shell.ScriptAsync($"set -e\n{script}")).EnsureSuccess();

    private void Connect(string party, string requests) => peers.Add(Shell.Start("ip", [
        "netns", "exec", Name, "bash", "-c",
        $@"exec 3<>/dev/tcp/{server!.EndPoint.Address}/{server.EndPoint.Port}; printf 'hello {scope!.Join(party, party)}\n{requests}\n' >&3; cat <&3",
    ]));

    internal sealed record Broken(string Cause, TimeSpan After);
}
