using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Results;
using Task = System.Threading.Tasks.Task;

namespace StreamLib.Tasks;

/// <summary>Runs a class of a test application: a process that controls a job of its own and ends, in good order, when its standard input does.</summary>
internal static partial class ApplicationRun
{
    private const int WrongUsage = 2;
    private const int LastLines = 5;
    private const int MostErrors = 1000;

    /// <summary>Runs it to its end. Its lines are messages of the build.</summary>
    /// <param name="start">The process, as the project would start one: its environment is the project's.</param>
    /// <param name="log">The log of the build.</param>
    /// <param name="console">What a person who watches it sees.</param>
    /// <param name="results">The folder of its results.</param>
    /// <param name="cancellationToken">Asks it to end.</param>
    /// <exception cref="PlanException">It said that it cannot run so.</exception>
    /// <exception cref="TestException">It could not be started, or did not run to its end.</exception>
    public static async Task<FinishedRun> RunAsync(ProcessStartInfo start, TaskLoggingHelper log, BuildConsole console, string results,
        CancellationToken cancellationToken)
    {
        var earlier = Left(results)?.Job;
        var ended = await EndedAsync(start, log, line => Relay(log, console, line), cancellationToken).ConfigureAwait(false);
        if (ended.ExitCode == WrongUsage && ended.Gaps.Length > 0) throw new PlanException(ended.Gaps);
        // What ended before its job began has left what is of the run before.
        if (Left(results) is { } report && report.Job != earlier && (report.Complete || cancellationToken.IsCancellationRequested)) return new FinishedRun(report, results);
        throw ended.Failure("before its test had");
    }

    /// <summary>Lets it say what it would run. Its lines are messages of the build.</summary>
    /// <exception cref="PlanException">It said that it cannot run so.</exception>
    /// <exception cref="TestException">It could not be started, or did not say it.</exception>
    public static async Task DescribeAsync(ProcessStartInfo start, TaskLoggingHelper log, BuildConsole console,
        CancellationToken cancellationToken)
    {
        start.ArgumentList.Add("--dry-run");
        var ended = await EndedAsync(start, log, console.Say, cancellationToken).ConfigureAwait(false);
        if (ended.Gaps.Length > 0) throw new PlanException(ended.Gaps);
        if (ended.ExitCode != 0) throw ended.Failure("and did not say what it would run");
    }

    private static async Task<Ended> EndedAsync(ProcessStartInfo start, TaskLoggingHelper log, Action<string> relay,
        CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Started(start);
        using var end = cancellationToken.Register(process.StandardInput.Close);
        // Who floods its errors is not to fill the memory of the build.
        var errors = new Queue<string>();
        await Task.WhenAll(
            RelayAsync(process.StandardOutput, relay),
            RelayAsync(process.StandardError, line =>
            {
                if (errors.Count == MostErrors) errors.Dequeue();
                errors.Enqueue(line);
                log.LogMessage(MessageImportance.Normal, "{0}", line);
            })).ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return new Ended(process.ExitCode, errors);
    }

    private static void Relay(TaskLoggingHelper log, BuildConsole console, string line)
    {
        if (OfWaits().IsMatch(line) && BuildLog.IsOfWaits(line)) console.Say(line);
        else log.LogMessage(MessageImportance.Normal, "{0}", line);
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            Hosts.DefaultSignals.HearOfEnds();
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var failure = StartFailure.Of(e);
            throw new TestException(
                "SL5121", $"the test application cannot be started by {start.FileName}: {failure.Why}. {failure.WayOut}", e);
        }
    }

    private static RunReport? Left(string results)
    {
        try
        {
            return RunReport.FromJson(File.ReadAllText(new ResultTree(results).ResultsJson));
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task RelayAsync(StreamReader from, Action<string> to)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is { } line) to(line);
    }

    /// <summary>How the process ended, and the last lines of its errors.</summary>
    private sealed record Ended(int ExitCode, IReadOnlyCollection<string> Errors)
    {
        public PlanGap[] Gaps { get; } = [.. Errors.Select(line => Error().Match(line)).Where(error => error.Success).Select(error => new PlanGap(error.Groups[1].Value, error.Groups[2].Value))];

        public TestException Failure(string what) =>
            new("SL5121", $"the test application ended with exit code {ExitCode} {what}{string.Concat(Errors.TakeLast(LastLines).Select(line => $"\n    {line}"))}");
    }

    // A line of the sync server: what a stream writes has the name of that before the bar.
    [GeneratedRegex(@"^(?:\S+ )?sync +\| ")]
    private static partial Regex OfWaits();

    [GeneratedRegex(@"^error (SL\d{4}): (.*)$")]
    private static partial Regex Error();
}
