using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>The first failure of a test: it ends the test for all streams, and all that is cut off is cut off because of it.</summary>
internal sealed class RootCause : IDisposable
{
    private readonly JobContext job;
    private readonly string test;
    private readonly IJobScope scope;
    private readonly CancellationTokenSource stop;
    private readonly Lock gate = new();
    private string? text;
    private Outcome outcome;

    public RootCause(JobContext job, string test, IJobScope scope, CancellationToken cancel)
    {
        (this.job, this.test, this.scope) = (job, test, scope);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        cancel.Register(() => scope.Fail("the run was cancelled"));
    }

    /// <summary>Who failed and why, as in <c>client2/1-NetPerf failed: exit status 1</c>; <c>null</c> while nothing has.</summary>
    public string? Text
    {
        get
        {
            lock (gate) return text;
        }
    }

    /// <summary>Whether the infrastructure failed, not a test.</summary>
    public bool IsError => Text is not null && outcome == Outcome.Error;

    /// <summary>Cancelled when all that runs has to end: after the first failure, or because the run was cancelled.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>How what was cut off ended.</summary>
    public (Outcome Outcome, string Message) CutOff => Text is { } cause
        ? (Outcome.Aborted, $"cut off because {cause}")
        : (Outcome.Cancelled, "cancelled");

    /// <summary>Takes a failure; only the first counts.</summary>
    public void Set(string? stream, string? nested, Outcome outcome, string reason)
    {
        var who = (stream, nested) switch { (null, _) => test, (_, null) => stream, _ => $"{stream}/{nested}" };
        lock (gate)
        {
            if (text is not null || stop.IsCancellationRequested) return;
            this.outcome = outcome;
            text = $"{who} {Verb(outcome)}: {reason}";
        }

        job.Events.Send(new RootCauseFound { Test = test, Stream = stream, Nested = nested, Reason = reason });
        scope.Fail(text);
        stop.Cancel();
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

    public void Dispose() => stop.Dispose();

    private static string Verb(Outcome outcome) => outcome switch
    {
        Outcome.Error => "could not run",
        Outcome.UnexpectedPass => "passed, against what was expected",
        _ => "failed",
    };
}
