using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StreamLibLoad.Peers;

/// <summary>A server in a process of its own, ended with this object.</summary>
internal sealed class Served : IDisposable
{
    private readonly Process process;
    private readonly string? folder;
    private bool isDisposed;

    internal Served(Process process, IPEndPoint address, string? folder = null) => (this.process, Address, this.folder) = (process, address, folder);

    internal IPEndPoint Address { get; }

    /// <summary>The memory of the process that is in RAM, in bytes.</summary>
    internal long ResidentBytes =>
        1024 * long.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ')[^2], CultureInfo.InvariantCulture);

    /// <summary>Starts this program once more, to serve.</summary>
    internal static Served Own(string kind, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Served).Assembly.Location);
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add(kind);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var port = process.StandardOutput.ReadLine() ?? throw new IOException($"the {kind} server did not start");
        return new Served(process, new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
    }

    /// <summary>Waits until somebody can connect.</summary>
    internal void WaitUntilItListens(TimeSpan limit)
    {
        for (var end = DateTime.UtcNow + limit; ; Thread.Sleep(50))
        {
            try
            {
                using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                probe.Connect(Address);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < end && !process.HasExited)
            {
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, true)) return;
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }
}
