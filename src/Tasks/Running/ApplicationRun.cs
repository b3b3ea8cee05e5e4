using System.Diagnostics;
using System.Text.Json;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Jobs;
using StreamLib.Results;
using Task = System.Threading.Tasks.Task;

namespace StreamLib.Tasks;

/// <summary>Runs a class of a test application: a process that controls a job of its own and ends, in good order, when its standard input does.</summary>
internal static class ApplicationRun
{
    /// <summary>Runs it to its end. Its errors are errors of the build; its other lines are messages.</summary>
    /// <param name="start">The process, as the project would start one: its environment is the project's.</param>
    /// <param name="log">The log of the build.</param>
    /// <param name="results">The folder of its results.</param>
    /// <param name="cancellationToken">Asks it to end.</param>
    /// <returns>What it left; <c>null</c> when it said why it did not run at all.</returns>
    /// <exception cref="TestException">It left no results, and did not say why.</exception>
    public static async Task<FinishedRun?> RunAsync(ProcessStartInfo start, TaskLoggingHelper log, string results, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var end = cancellationToken.Register(process.StandardInput.Close);
        var saidWhy = false;
        await Task.WhenAll(
            RelayAsync(process.StandardOutput, line => log.LogMessage(MessageImportance.Normal, "{0}", line)),
            RelayAsync(process.StandardError, line => saidWhy |= log.LogMessageFromText(line, MessageImportance.Normal))).ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return saidWhy && process.ExitCode == 2 ? null : Left(results, process.ExitCode);
    }

    private static FinishedRun Left(string results, int exitCode)
    {
        try
        {
            return new FinishedRun(RunReport.FromJson(File.ReadAllText(Path.Combine(results, "results.json"))), results);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new TestException("SL5121", $"the test application ended with exit code {exitCode} and left no results: {e.Message}");
        }
    }

    private static async Task RelayAsync(StreamReader from, Action<string> to)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is { } line) to(line);
    }
}
