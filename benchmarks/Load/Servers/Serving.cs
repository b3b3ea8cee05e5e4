using System.Net;
using StreamLib.Sync;

namespace StreamLibLoad.Servers;

/// <summary>A process that serves: prints its address, and ends when its standard input does.</summary>
internal static class Serving
{
    internal static async Task<int> RunAsync(string kind)
    {
        await using var sync = kind == "sync"
            ? SyncServer.Start(new SyncServerOptions { AllowAnonymous = true, MaxConnections = 20_000 })
            : null;
        var address = kind switch
        {
            "sync" => sync!.EndPoint,
            "echo" => EchoServer.Start(),
            "fan" => FanServer.Start(),
            _ => throw new ArgumentException($"'{kind}' is nothing to serve: sync, echo or fan"),
        };
        Console.WriteLine(address.Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }
}
