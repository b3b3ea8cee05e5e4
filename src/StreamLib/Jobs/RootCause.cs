using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>The first failure of a test that ends it for all streams: all that is cut off is cut off because of it. Those that let the others go on are told here too: see <see cref="StreamCause"/>.</summary>
internal sealed class RootCause : IDisposable
{
    /// <summary>Why all that was cut off by a cancellation ended.</summary>
    public const string Cancelled = "the run was cancelled";

    private readonly JobContext job;
    private readonly string test;
    private readonly IJobScope scope;
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenRegistration cancelled;
    private readonly Lock gate = new();
    private string? text;
    private string? first;
    private Outcome outcome;

    public RootCause(JobContext job, string test, IJobScope scope, CancellationToken cancel)
    {
        (this.job, this.test, this.scope) = (job, test, scope);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        cancelled = cancel.Register(() => scope.Fail(Cancelled));
    }

    /// <summary>Who failed and why, as in <c>client2/1-NetPerf failed: exit status 1</c>; <c>null</c> while nothing has.</summary>
    public string? Text
    {
        get
        {
            lock (gate) return text;
        }
    }

    /// <summary>The first failure of all, which may be one that let the other streams go on; <c>null</c> while nothing has failed.</summary>
    public string? First
    {
        get
        {
            lock (gate) return first;
        }
    }

    /// <summary>Whether the infrastructure failed, not a test.</summary>
    public bool IsError => Text is not null && outcome == Outcome.Error;

    /// <summary>Whether something has failed, or the run was cancelled: all that waits is cut off by that.</summary>
    public bool IsOver => Text is not null || stop.IsCancellationRequested;

    /// <summary>Cancelled when all that runs has to end: after the first failure, or because the run was cancelled.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>How what was cut off ended.</summary>
    public (Outcome Outcome, string Message) CutOff => Text is { } cause
        ? (Outcome.Aborted, $"cut off because {cause}")
        : (Outcome.Cancelled, Cancelled);

    /// <summary>The result of a nested test that was cut off.</summary>
    public NestedResult CutOffOf(string party)
    {
        var (outcome, message) = CutOff;
        return new NestedResult { Party = party, Outcome = outcome, Message = message };
    }

    /// <summary>What is done after the first failure, before anything is stopped; by default nothing.</summary>
    public Func<CancellationToken, Task>? BeforeStop { get; set; }

    /// <summary>Completes when the evidence of the first failure has been taken and all is being stopped; at once while nothing has failed.</summary>
    public async Task EvidenceAsync()
    {
        if (Text is not null && !stop.IsCancellationRequested)
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The result of one that failed after the first failure: cut off, which tells of its own end what there is to tell.</summary>
    public NestedResult Follow(NestedResult late)
    {
        if (Text is null) return late;
        var (outcome, message) = CutOff;
        return late with { Outcome = outcome, Message = Then(message, late) };
    }

    /// <summary>Takes a failure; only the first counts.</summary>
    /// <returns>Whether this is the first.</returns>
    public bool Set(string? stream, string? nested, Outcome outcome, string reason)
    {
        lock (gate)
        {
            if (text is not null || stop.IsCancellationRequested) return false;
            this.outcome = outcome;
            text = Described(stream, nested, reason);
            first ??= text;
        }

        Tell(stream, nested, reason);
        if (BeforeStop is { } evidence) _ = StopAfterAsync(evidence);
        else StopAll();
        return true;
    }

    /// <summary>Takes a failure that lets the other streams go on: it is told, and ends nothing here.</summary>
    /// <returns>Who failed and why.</returns>
    public string Record(string stream, string nested, string reason)
    {
        var cause = Described(stream, nested, reason);
        lock (gate) first ??= cause;
        Tell(stream, nested, reason);
        return cause;
    }

    /// <summary>Ends what still runs because of a failure that let it go on so far, as when a test in C# leaves with it. It is no further cause.</summary>
    public void StopFor(string known)
    {
        lock (gate)
        {
            if (text is not null || stop.IsCancellationRequested) return;
            (outcome, text) = (Outcome.Fail, known);
        }

        StopAll();
    }

    /// <summary>Waits until the failure that made others lose their barrier is known: the end of those who broke it may be seen a moment after.</summary>
    /// <param name="ends">The ends of those who broke it. With none of them left it is nobody's failure but the barrier's own.</param>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> SettleAsync(IEnumerable<Task> ends)
    {
        try
        {
            await Task.WhenAll(ends).WaitAsync(TimeSpan.FromSeconds(2), stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
        }

        return stop.IsCancellationRequested;
    }

    public void Dispose()
    {
        cancelled.Dispose();
        stop.Dispose();
    }

    private async Task StopAfterAsync(Func<CancellationToken, Task> evidence)
    {
        try
        {
            await evidence(Stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Evidence that cannot be taken must not keep the test from being stopped.
        catch (Exception e)
#pragma warning restore CA1031
        {
            job.Log(LogSource.Controller, $"the evidence is not complete: {e.Message}", LogLevel.Warning, test);
        }

        StopAll();
    }

    private string Described(string? stream, string? nested, string reason)
    {
        var who = (stream, nested) switch { (null, _) => test, (_, null) => stream, _ => $"{stream}/{nested}" };
        return job.Events.Mask.Of($"{who} failed: {reason}");
    }

    private void Tell(string? stream, string? nested, string reason) =>
        job.Events.Send(new RootCauseFound { Test = test, Stream = stream, Nested = nested, Reason = reason });

    private void StopAll()
    {
        scope.Fail(Text!);
        stop.Cancel();
    }

    /// <summary>Why something was cut off, and how it ended then; only the former when it failed for the very same reason, as with a lost
    /// host.</summary>
    public static string Then(string cutOff, NestedResult late) =>
        late.Message.Length > 0 && cutOff.EndsWith(late.Message, StringComparison.Ordinal)
            ? cutOff
            : $"{cutOff}; then it failed: {late.Message}";
}
