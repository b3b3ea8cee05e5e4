using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StreamLibLoad.Servers;

namespace StreamLibLoad.Peers;

/// <summary>Servers of others, on free ports and with a folder of their own that is deleted at the end.</summary>
internal static class Others
{
    private const string ZooKeeperJar = "/usr/share/java/zookeeper.jar";

    /// <summary>Redis as a cache: nothing is written to a disk. <c>null</c> when it is not installed.</summary>
    internal static Served? Redis()
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("redis-"), FreePort());
        return Started("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.FullName, "--maxclients", "12000"], folder, port);
    }

    /// <summary>ZooKeeper, its log in memory and never waited for. <c>null</c> when it is not installed.</summary>
    internal static Served? ZooKeeper()
    {
        if (!File.Exists(ZooKeeperJar)) return null;
        var (folder, port) = (Directory.CreateDirectory($"/dev/shm/zookeeper-{Environment.ProcessId}"), FreePort());
        var settings = Path.Combine(folder.FullName, "zoo.cfg");
        File.WriteAllText(settings, $"dataDir={folder.FullName}\nclientPort={port}\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nforceSync=no\nadmin.enableServer=false\ntickTime=2000\nglobalOutstandingLimit=100000\n");
        return Started("java", ["-Xmx1g", "-cp", "/etc/zookeeper/conf:/usr/share/java/zookeeper.jar", "-Dzookeeper.forceSync=no", "org.apache.zookeeper.server.quorum.QuorumPeerMain", settings], folder, port);
    }

    private static Served? Started(string program, string[] arguments, DirectoryInfo folder, int port)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.FullName };
            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var served = new Served(process, new IPEndPoint(IPAddress.Loopback, port), folder.FullName);
            served.WaitUntilItListens(TimeSpan.FromSeconds(30));
            return served;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            folder.Delete(recursive: true);
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = Listening.On(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
