using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Runs the tests of a job one after another: each as often as it is to be repeated, and each of these again where the infrastructure failed.</summary>
internal sealed class TestRuns(JobContext job, HostPlaces places, Func<Plan, ITestBody> body)
{
    private const int KeptRuns = 20;
    private readonly Queue<string> passed = new();

    /// <summary>Runs them to their ends. After a cancellation the rest is not run, but reported: the files of a run are the same, however it ends. Only the runs of a hunt, whose number
    /// nobody knows, end there.</summary>
    /// <returns>The worst of them.</returns>
    public async Task<Outcome> RunAsync(ImmutableArray<Plan> plans, CancellationToken cancellationToken)
    {
        var outcomes = new List<Outcome>();
        foreach (var plan in plans)
        {
            passed.Clear();
            foreach (var run in RunOfTest.All(plan, job.Options))
            {
                var (outcome, isUnmet) = await AttemptAsync(run, cancellationToken).ConfigureAwait(false);
                outcomes.Add(outcome);
                if (!job.Options.UntilFail) continue;
                if (cancellationToken.IsCancellationRequested) outcomes.Add(Outcome.Cancelled);
                // What is not there for one run is not there for the next.
                if (outcome.IsFailure() || isUnmet || cancellationToken.IsCancellationRequested) break;
                if (run.Run is not null) Forget(run.Plan.Name);
            }
        }

        return outcomes.Worst();
    }

    private async Task<(Outcome Outcome, bool IsUnmet)> AttemptAsync(RunOfTest run, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (ended, isUnmet) = await TestRun.RunAsync(job, run, places, body(run.Plan), cancellationToken).ConfigureAwait(false);
            if (!ended.Again) return (ended.Outcome, isUnmet);
            // What failed for all who share it must not be asked by all of them again at once.
            var pause = job.Options.RetryPause * (0.5 + Random.Shared.NextDouble());
            job.Log(LogSource.Controller, string.Create(CultureInfo.InvariantCulture,
                $"attempt {run.Attempt} of {run.MostAttempts} ended in Error: {ended.Message}; again in {pause.TotalSeconds:0.#} s"), LogLevel.Warning, run.Plan.Name);
            // Cancelled meanwhile, the next attempt does not run, and says so.
            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            run = run with { Attempt = run.Attempt + 1 };
        }
    }

    // A hunt may be long: of what it does not look for, only the last is kept, to compare.
    private void Forget(string test)
    {
        passed.Enqueue(test);
        if (passed.Count <= KeptRuns) return;
        var folder = job.Tree.TestFolder(passed.Dequeue());
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            job.Log(LogSource.Controller, $"{folder}, of a run that passed, could not be deleted: {e.Message}", LogLevel.Warning, test);
        }
    }
}
