using System.Diagnostics;
using System.Net;
using StreamLibLoad.Servers;

namespace StreamLibLoad.Peers;

/// <summary>Servers of others, on free ports and with a folder of their own that is deleted at the end. They end with this process, however that ends.</summary>
internal static class Others
{
    private const string RedisServer = "/usr/bin/redis-server";
    private const string Java = "/usr/bin/java";
    private const string ZooKeeperJar = "/usr/share/java/zookeeper.jar";

    /// <summary>Redis as a cache: nothing is written to a disk. <c>null</c> when it is not installed.</summary>
    internal static Served? Redis()
    {
        if (!File.Exists(RedisServer)) return null;
        var (folder, port) = (Directory.CreateTempSubdirectory("redis-"), FreePort());
        return Started(
            [RedisServer, "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.FullName, "--maxclients", "12000"],
            folder,
            port);
    }

    /// <summary>ZooKeeper, its log in memory and never waited for. <c>null</c> when it is not installed.</summary>
    internal static Served? ZooKeeper()
    {
        if (!File.Exists(Java) || !File.Exists(ZooKeeperJar)) return null;
        var (folder, port) = (Directory.CreateDirectory($"/dev/shm/zookeeper-{Environment.ProcessId}"), FreePort());
        var settings = Path.Combine(folder.FullName, "zoo.cfg");
        File.WriteAllLines(
            settings,
            [$"dataDir={folder.FullName}", $"clientPort={port}", "clientPortAddress=127.0.0.1", "maxClientCnxns=0", "clientPortListenBacklog=2048", "admin.enableServer=false"]);
        return Started(
            [Java, "-Xmx2g", "-Dzookeeper.forceSync=no", "-Dzookeeper.nio.sessionlessCnxnTimeout=60000", "-cp", $"/etc/zookeeper/conf:{ZooKeeperJar}", "org.apache.zookeeper.server.quorum.QuorumPeerMain", settings],
            folder,
            port);
    }

    private static Served Started(string[] command, DirectoryInfo folder, int port)
    {
        var start = new ProcessStartInfo("/usr/bin/setpriv", ["--pdeathsig", "KILL", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var served = new Served(process, new IPEndPoint(IPAddress.Loopback, port), folder.FullName);
        served.WaitUntilItListens(TimeSpan.FromSeconds(30));
        return served;
    }

    private static int FreePort()
    {
        using var listener = Listening.On(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
