using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What ends one step from outside: its stream, which no longer needs it, its test, or the failure of what it needs.</summary>
internal sealed class StepStop : IDisposable
{
    private readonly TestRun test;
    private readonly StreamRun stream;
    private readonly Step step;
    private readonly CancellationTokenSource asked = new();
    private readonly CancellationTokenSource cut;
    private readonly CancellationTokenSource start;

    public StepStop(TestRun test, StreamRun stream, Step step)
    {
        (this.test, this.stream, this.step) = (test, stream, step);
        // A background step outlives the failure of its stream for as long as others need it.
        cut = CancellationTokenSource.CreateLinkedTokenSource([step.Background ? test.Cause.Stop : stream.Cause.Stop, .. test.Gates.LossesOf(step)]);
        start = CancellationTokenSource.CreateLinkedTokenSource(cut.Token, stream.Cause.Stop, asked.Token);
        (Cut, BeforeStart, Asked) = (cut.Token, start.Token, asked.Token);
    }

    /// <summary>Cancelled when it is to be cut off while it runs.</summary>
    public CancellationToken Cut { get; }

    /// <summary>Cancelled when it is not to start any more.</summary>
    public CancellationToken BeforeStart { get; }

    /// <summary>Cancelled when its stream has asked it to end.</summary>
    public CancellationToken Asked { get; }

    /// <summary>Whether its stream has asked it to end.</summary>
    public bool IsAsked => Asked.IsCancellationRequested;

    /// <summary>Whether it has nothing more to do: its stream has asked it to end, or is itself about to be.</summary>
    public bool IsNoLongerNeeded => (IsAsked || stream.IsAskedToEnd) && !Cut.IsCancellationRequested;

    /// <summary>Its stream no longer needs it.</summary>
    public void Ask() => asked.Cancel();

    /// <summary>The result of a step that did not start, or was cut off.</summary>
    public NestedResult Result(string party)
    {
        if (!Cut.IsCancellationRequested && !stream.Cause.Stop.IsCancellationRequested)
            return NotAwaited.BeforeItStarted(stream, step, party) ?? new() { Party = party, Outcome = Outcome.Skip, Message = "its stream ended before it started" };
        if (stream.Cause.IsOver || test.Gates.LossOf(step) is not { Because: { } culprit } loss) return stream.Cause.CutOffOf(party);
        stream.Cause.CutBy(culprit);
        return Lost(party, loss.Why!);
    }

    /// <summary>The result of a step that cannot run, because what it needs is not there.</summary>
    public NestedResult Lost(string party, Exception why)
    {
        if (test.Gates.LossOf(step)?.Because is { } culprit) stream.Cause.CutBy(culprit);
        return new() { Party = party, Outcome = Outcome.Aborted, Message = $"cut off because {why.Message}" };
    }

    public void Dispose()
    {
        start.Dispose();
        cut.Dispose();
    }
}
