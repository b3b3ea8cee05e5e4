using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>A sync server with the file that leads to it, until the build disposes it: once, twice or at the same time from several threads, as MSBuild does.</summary>
internal sealed class LivingServer : IDisposable
{
    private static readonly ProcessFolder s_folders = new("streamlib-build", folder => Serves(DoorIn(folder)));
    private readonly SyncServer server;
    private readonly string folder;
    private readonly NodeLink? link;
    private readonly AtProcessExit exit;
    private int isDisposed;

    private LivingServer(SyncServer server, string token)
    {
        this.server = server;
        folder = s_folders.Make();
        Door = DoorIn(folder);
        DoorFile.Write(Door, Address, BuildServer.Scope, token);
        // On SIGTERM the build is not disposed of.
        exit = new AtProcessExit(() => ProcessFolder.Remove(folder));
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
        exit.Dispose();
        server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(5));
        ProcessFolder.Remove(folder);
    }

    // Where --attach looks for it in a folder.
    private static string DoorIn(string folder) => new ResultTree(folder).SyncFile;

    private static bool Serves(string door)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPEndPoint.Parse(DoorFile.Read(door).Address));
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            return false;
        }
    }
}
