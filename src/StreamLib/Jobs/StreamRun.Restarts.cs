using System.Globalization;
using StreamLib.Sync;

namespace StreamLib.Jobs;

internal sealed partial class StreamRun
{
    private readonly HashSet<string> expected = [];
    private bool isOver;

    /// <summary>The nested test that was last started under this name; <c>null</c> when none was.</summary>
    public StepRun? Last(string name) => Started().LastOrDefault(s => s.Step.Name == name);

    /// <summary>Starts a background step again that has ended: as a nested test of its own, on the same port, and when its host is back where that is away. Returns when it is ready.</summary>
    /// <exception cref="TestException">It runs again already, or the stream is over.</exception>
    public async Task<StepRun> RestartAsync(StepRun earlier, CancellationToken cancellationToken)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Cause.Stop))
            await shared.SettleAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        test.Cause.Stop.ThrowIfCancellationRequested();
        // What it may have left would be in the way of the new one, and would be taken for a part of it.
        await SweepAsync(Host, earlier.Party).ConfigureAwait(false);
        StepRun run;
        lock (steps)
        {
            if (isOver) throw FaultErrors.StreamIsOver(earlier);
            var all = steps.FindAll(s => s.Origin == earlier.Origin);
            if (all[^1] != earlier) throw FaultErrors.StillRuns(all[^1]);
            steps.Add(run = new StepRun(test, this, earlier.Step, IdAfter(earlier)) { Origin = earlier.Origin, KeptPorts = earlier.Ports });
            expected.Remove(run.Party);
        }

        await run.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return run;
    }

    /// <summary>Makes the party known that will be there when this one is started again: barriers wait for it.</summary>
    public async Task ExpectAgainAsync(StepRun ended)
    {
        string next;
        lock (steps)
        {
            if (isOver) return;
            expected.Add(next = $"{Name}/{IdAfter(ended)}");
        }

        try
        {
            await test.Scope.JoinAsync(next, Name, kind: KindOf(ended.Step)).ConfigureAwait(false);
            _ = ExpectNoMoreAsync(next, ended.Step.Name);
        }
        catch (SyncException)
        {
            // The server has ended, which ends the test.
        }
    }

    // Nobody waits for what nobody will start.
    private async Task ExpectNoMoreAsync(string next, string step)
    {
        await test.Gates.StartersAreOverAsync(Name, step).ConfigureAwait(false);
        lock (steps)
        {
            if (!expected.Remove(next)) return;
        }

        test.Scope.Ended(next, SyncEnding.Passed, "it was not started again");
    }

    private string IdAfter(StepRun earlier) => string.Create(CultureInfo.InvariantCulture, $"{earlier.Origin}.{steps.Count(s => s.Origin == earlier.Origin) + 1}");

    // Those in the plan; what was started again is none of them.
    private StepRun? LastInOrder() => Started().LastOrDefault(s => s.Id == s.Origin);

    private int CountOfFirst() => Started().Count(s => s.Id == s.Origin);

    // The last that was started goes first. Meanwhile some may be started again.
    private StepRun? NextToStop(HashSet<StepRun> stopped)
    {
        lock (steps)
        {
            var next = steps.FindLast(s => s.Step.Background && !stopped.Contains(s));
            isOver = next is null;
            if (!isOver) return next;
        }

        foreach (var never in expected) test.Scope.Ended(never, SyncEnding.Passed, "it was not started again");
        return null;
    }
}
