using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace PackagesTests;

/// <summary>How a program ended and what it wrote, both outputs together.</summary>
internal sealed record Ended(int ExitCode, string Output);

/// <summary>Starts programs as a user would, outside the build that runs these tests.</summary>
internal static class Shell
{
    public static async Task<Ended> RunAsync(string folder, string program, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        await using var running = Start(folder, program, arguments, environment);
        return await running.EndAsync();
    }

    public static RunningProgram Start(string folder, string program, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        // The test host's own settings of MSBuild, and the hosts or the results of whoever runs the tests, are not for them.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        start.Environment.Remove("STREAM_HOSTS");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new RunningProgram(start);
    }
}

/// <summary>A program that runs, with its output so far.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly List<(Regex Text, TaskCompletionSource Seen)> awaited = [];
    private readonly Task reading;

    public RunningProgram(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        process = StreamLib.Hosts.DefaultSignals.Start(start);
        reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id => process.Id;

    public StreamWriter Input => process.StandardInput;

    public string OutputSoFar
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Ends when the program has written this text; fails when it ends before that.</summary>
    public Task SawAsync(string text) => SawAsync(new Regex(Regex.Escape(text)));

    private async Task SawAsync(Regex text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (output)
        {
            awaited.Add((text, seen));
            Notice();
        }

        await Task.WhenAny(seen.Task, reading).WaitAsync(TestContext.Current.CancellationToken);
        seen.Task.IsCompleted.ShouldBeTrue($"'{text}' was not written, but: {output}");
    }

    /// <summary>Ends when these files are there; fails when the program ends before that.</summary>
    public async Task MadeAsync(params string[] files)
    {
        while (!files.All(File.Exists))
        {
            reading.IsCompleted.ShouldBeFalse($"it ended without all of {string.Join(", ", files)}: {OutputSoFar}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The digits that the program wrote between this text and a full stop.</summary>
    public async Task<string> SawNumberAsync(string before)
    {
        await SawAsync(new Regex($@"{Regex.Escape(before)}(\d+)\."));
        lock (output) return Regex.Match(output.ToString(), $@"{Regex.Escape(before)}(\d+)\.").Groups[1].Value;
    }

    public void Signal(string name) => Signals.Send(name, Id);

    public async Task<Ended> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading.WaitAsync(TestContext.Current.CancellationToken);
        lock (output) return new Ended(process.ExitCode, output.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (output)
            {
                output.Append(buffer, 0, count);
                Notice();
            }
        }
    }

    private void Notice()
    {
        var text = output.ToString();
        foreach (var (wanted, seen) in awaited.Where(wait => wait.Text.IsMatch(text))) seen.TrySetResult();
    }
}
