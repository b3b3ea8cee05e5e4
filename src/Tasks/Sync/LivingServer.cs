using System.Security.Cryptography;
using StreamLib.Hosts;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>A sync server with the file that leads to it, until the build disposes it: once, twice or at the same time from several threads, as MSBuild does.</summary>
internal sealed class LivingServer : IDisposable
{
    private readonly SyncServer server;
    private readonly string folder;
    private readonly NodeLink? link;
    private int isDisposed;

    private LivingServer(SyncServer server, string token)
    {
        this.server = server;
        folder = ProcessFolder.OfBuilds.Make();
        Door = Path.Combine(folder, "sync.json");
        DoorFile.Write(Door, Address, BuildServer.Scope, token);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        link = NodeLink.Watch(Dispose);
    }

    public string Door { get; }

    public string Address => $"{server.EndPoint}";

    public static LivingServer Start()
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new LivingServer(SyncServer.Start(SyncServerOptions.Default with { Token = token, StandAloneScope = BuildServer.Scope }), token);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0) return;
        link?.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(5));
        ProcessFolder.Remove(folder);
    }

    // On SIGTERM the build is not disposed of.
    private void OnProcessExit(object? sender, EventArgs e) => ProcessFolder.Remove(folder);
}
