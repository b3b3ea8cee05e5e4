using System.Diagnostics;

namespace StreamLibHostBench;

/// <summary>Whole processes, from their start to their end.</summary>
internal static class Measured
{
    /// <summary>Runs ours.</summary>
    /// <returns>Seconds, and what it printed.</returns>
    internal static (double Seconds, string Output) Own(params string[] words) =>
        Run("dotnet", [typeof(Measured).Assembly.Location, "work", .. words]);

    /// <summary>Runs a line of shell.</summary>
    internal static double Others(string line) => Run("/bin/bash", ["-c", line]).Seconds;

    private static (double Seconds, string Output) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0
            ? (seconds, output)
            : throw new InvalidOperationException($"exit code {process.ExitCode}: {program} {string.Join(' ', arguments)}");
    }
}
