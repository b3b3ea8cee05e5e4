using StreamLib.Events;
using StreamLib.Hosts;

namespace StreamLib.Jobs;

/// <summary>Commands that a test in C# runs on the host of a stream, which are no nested tests: they are in the log alone.</summary>
internal sealed partial class StreamRun
{
    /// <summary>Runs one to its end. The line is logged for everyone, what it wrote as a detail.</summary>
    public async Task<CommandResult> RunOnHostAsync(string line, CancellationToken cancellationToken)
    {
        LogOfHost($"{placed.Host.Name} runs: {line}", LogLevel.Info);
        var result = await Host.RunAsync(new HostCommand { Line = line, Mark = $"{Name}/host" }, cancellationToken).ConfigureAwait(false);
        var logged = new LoggedOutput(test.Job.Options.LoggedOutput, (text, _) => LogOfHost(text, LogLevel.Detail));
        foreach (var text in Lines(result.Output).Concat(Lines(result.Error))) logged.Add(text, isError: false);
        logged.End();
        if (!result.Succeeded) LogOfHost($"{placed.Host.Name}: it ended with {result.Ending}: {line}", LogLevel.Info);
        return result;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    private void LogOfHost(string text, LogLevel level) => test.Job.Log(LogSource.Host, text, level, test.Plan.Name, Name);
}
