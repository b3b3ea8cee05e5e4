using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What ends one stream: the failure that ends its test, or one that ends this stream alone while the others go on (<see cref="FailureMode.Continue"/>). That is its own, or that of a
/// stream that it cannot go on without.</summary>
internal sealed class StreamCause : IDisposable
{
    private readonly TestRun test;
    private readonly string name;
    private readonly bool letsOthersGoOn;
    private readonly CancellationTokenSource stop;
    private readonly Lock gate = new();
    private volatile string? text;

    public StreamCause(TestRun test, PlacedStream placed)
    {
        (this.test, name) = (test, placed.Name);
        letsOthersGoOn = (placed.Declared.OnFail ?? test.Plan.OnFail) == FailureMode.Continue;
        stop = CancellationTokenSource.CreateLinkedTokenSource(test.Cause.Stop);
        Stop = stop.Token;
    }

    /// <summary>Cancelled when the foreground work of the stream has to end: after its own failure, or with the whole test.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Whose failure ended this stream alone; <c>null</c> when none did.</summary>
    public StreamCause? Culprit { get; private set; }

    /// <summary>Who failed and why, when that ended this stream alone; else <c>null</c>.</summary>
    public string? Text => text;

    /// <summary>Whether the stream has to end, for whatever reason.</summary>
    public bool IsOver => text is not null || test.Cause.IsOver;

    /// <summary>Takes a failure of one of its nested tests.</summary>
    /// <returns>Whether it is a cause, not one that follows from another.</returns>
    public bool Set(string nested, Outcome outcome, string reason)
    {
        if (!letsOthersGoOn) return text is null && test.Cause.Set(name, nested, outcome, reason);
        lock (gate)
        {
            if (text is not null || test.Cause.IsOver) return false;
            Culprit = this;
            text = test.Cause.Record(name, nested, reason);
        }

        test.Job.Log(LogSource.Controller, $"{name} has failed and ends; the other streams go on", test: test.Plan.Name);
        test.Scope.RemoveStream(name);
        _ = StopAsync();
        return true;
    }

    /// <summary>The stream was cut off because of another one's failure, which lets those go on that do not need it: nobody is to wait for this one either.</summary>
    public void CutBy(StreamCause culprit)
    {
        lock (gate)
        {
            if (text is not null || test.Cause.IsOver) return;
            (Culprit, text) = (culprit, culprit.text);
        }

        test.Scope.RemoveStream(name);
    }

    /// <summary>The result of a nested test that was cut off.</summary>
    public NestedResult CutOffOf(string party) => text is { } cause
        ? new NestedResult { Party = party, Outcome = Outcome.Aborted, Message = $"cut off because {cause}" }
        : test.Cause.CutOffOf(party);

    /// <summary>The result of one that failed after the failure that ended its stream.</summary>
    public NestedResult Follow(NestedResult late) => text is { } cause
        ? late with { Outcome = Outcome.Aborted, Message = RootCause.Then($"cut off because {cause}", late) }
        : test.Cause.Follow(late);

    /// <summary>Completes when the evidence of the failure that ended it has been taken; at once while there is none.</summary>
    public async Task EvidenceAsync()
    {
        await test.Cause.EvidenceAsync().ConfigureAwait(false);
        if (Culprit == this && !Stop.IsCancellationRequested)
            await Task.Delay(Timeout.InfiniteTimeSpan, Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stop.Dispose();

    private async Task StopAsync()
    {
        try
        {
            if (test.Evidence is { } evidence) await evidence.TakeOfAsync(test.Streams.First(s => s.Name == name), test.Cause.Stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Evidence that cannot be taken must not keep the stream from being stopped.
        catch (Exception e)
#pragma warning restore CA1031
        {
            test.Job.Log(LogSource.Controller, $"the evidence of {name} is not complete: {e.Message}", LogLevel.Warning, test.Plan.Name, name);
        }

        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The test was over before the evidence was there.
        }
    }
}
