namespace StreamLib.Jobs;

/// <summary>What others can know of a planned step: when it is ready for them, and when it is over.</summary>
#pragma warning disable CA1001 // Without a timer or a wait handle there is nothing to free.
internal sealed class StepGate
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lost = new();
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a background step is ready, or a foreground step has passed.</summary>
    public Task Ready => ready.Task;

    /// <summary>Completes when the step has ended, or will never run.</summary>
    public Task Over => over.Task;

    /// <summary>Cancelled when it failed, or will never run, because of a failure that lets those go on that do not need it.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Why it is lost, for those who need it; <c>null</c> when it is not.</summary>
    public Exception? Why { get; private set; }

    /// <summary>Whose failure it is that lets the others go on; <c>null</c> when it is none.</summary>
    public StreamCause? Because { get; private set; }

    public void SetReady() => ready.TrySetResult();

    /// <summary>It will never be ready, and those who need it are to know why.</summary>
    /// <param name="why">Why.</param>
    /// <param name="because">Whose failure lets the others go on: it ends those who need this step and run already, too.</param>
    public void SetLost(Exception why, StreamCause? because = null)
    {
        if (because is not null)
        {
            lock (lost)
            {
                if (Why is not null) return;
                (Why, Because) = (why, because);
            }

            lost.Cancel();
        }

        if (ready.TrySetException(why)) _ = ready.Task.Exception;
        SetOver();
    }

    public void SetOver() => over.TrySetResult();
}
