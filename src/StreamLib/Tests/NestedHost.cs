using System.Diagnostics;
using System.Globalization;
using StreamLib.Hosts;

namespace StreamLib.Tests;

/// <summary>The machine that a nested test runs on.</summary>
public sealed class NestedHost
{
    private readonly NestedContext context;
    private readonly Stack<string> own = new();

    internal NestedHost(NestedContext context) => this.context = context;

    /// <summary>Registers a command that undoes a change of this machine, before the change is made: <c>await Host.OnEnd("tc qdisc del dev eth0 root")</c>. It is run
    /// when the last stream of the test on that host has ended, in every ending: also when this process or its controller is killed, or the network is lost. Last registered first.
    /// In a test that was started by hand it is run when the test ends.</summary>
    /// <param name="line">The line, run by <c>/bin/sh</c>.</param>
    /// <exception cref="IOException">The machine cannot hold it; the change must not be made then.</exception>
    public Task OnEnd(string line)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(line);
        if (context.Ends is not { } folder)
        {
            own.Push(line);
            return Task.CompletedTask;
        }

        // The label, and then the line: the same as the controller writes.
        return WriteAsync(folder, $"# {line.ReplaceLineEndings(" ")}\n{line}\n");
    }

    internal async Task EndAsync()
    {
        while (own.TryPop(out var line))
        {
            using var process = DefaultSignals.Start(new ProcessStartInfo("/bin/sh", ["-c", line]));
            await process.WaitForExitAsync().ConfigureAwait(false);
            if (process.ExitCode != 0) context.Reports.Say(string.Create(CultureInfo.InvariantCulture, $"at the end, with exit status {process.ExitCode}: {line}"));
        }
    }

    private static async Task WriteAsync(string folder, string script)
    {
        for (var number = 1; ; number++)
        {
            var file = Path.Combine(folder, number.ToString("000000", CultureInfo.InvariantCulture));
            if (File.Exists(file)) continue;
            try
            {
                var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
                await using var _ = stream.ConfigureAwait(false);
                await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(script)).ConfigureAwait(false);
                return;
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another one was quicker.
            }
        }
    }
}
