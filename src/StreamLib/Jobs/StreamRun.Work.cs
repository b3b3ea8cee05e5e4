using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>When the foreground work of a stream is over, and when that of one in the background has to be.</summary>
internal sealed partial class StreamRun
{
    private readonly TaskCompletionSource worked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its declared steps, run in order; over at once when it has none.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Completes when it starts nothing more; what it has in the background may still run.</summary>
    public Task Worked => worked.Task;

    /// <summary>Whether it lasts no longer than the others, and these have worked.</summary>
    public bool IsAskedToEnd => asked.Task.IsCompleted;

    /// <summary>Whether a step of its foreground runs.</summary>
    public bool IsAtWork => Started().Any(s => !s.Step.Background && !s.Completion.IsCompleted);

    /// <summary>How the sync server counts one of its steps.</summary>
    public PartyKind KindOf(Step step) => step.Background || placed.Declared.Background ? PartyKind.Background : PartyKind.Foreground;

    /// <summary>It starts nothing more.</summary>
    public void HasWorked() => worked.TrySetResult();

    /// <summary>The others have worked: what it does now is stopped, and passes.</summary>
    public void AskToEnd() => asked.TrySetResult();

    /// <summary>Stops what keeps it from coming to its end.</summary>
    public async Task EndWorkAsync()
    {
        while (!Worked.IsCompleted)
        {
            var next = Volatile.Read(ref started).Task;
            // In order: the last of the plan is the one that it waits for, whatever was started again meanwhile. Another one may be about to start.
            if (LastInOrder() is { } last && !last.IsReady) await last.StopAsync().ConfigureAwait(false);
            await Task.WhenAny(Worked, next).ConfigureAwait(false);
        }
    }

    /// <summary>Stops all of its steps that are not ready, whoever started them: the test is over.</summary>
    public async Task EndAllWorkAsync()
    {
        while (!Worked.IsCompleted)
        {
            var next = Volatile.Read(ref started).Task;
            var working = Started().Where(s => !s.IsReady && !s.Completion.IsCompleted);
            await Task.WhenAll(working.Select(s => s.StopAsync())).ConfigureAwait(false);
            await Task.WhenAny(Worked, next).ConfigureAwait(false);
        }
    }

    private void HasStarted() =>
        Interlocked.Exchange(ref started, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>Completes when it has been asked to end, or has to for another reason.</summary>
    public async Task AskedToEndAsync()
    {
        try
        {
            await asked.Task.WaitAsync(Cause.Stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
