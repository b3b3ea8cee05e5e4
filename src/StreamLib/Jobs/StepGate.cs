namespace StreamLib.Jobs;

/// <summary>What others can know of a planned step: when it is ready for them, and when it is over.</summary>
internal sealed class StepGate
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a background step is ready, or a foreground step has passed.</summary>
    public Task Ready => ready.Task;

    /// <summary>Completes when the step has ended, or will never run.</summary>
    public Task Over => over.Task;

    public void SetReady() => ready.TrySetResult();

    /// <summary>It will never be ready, and those who need it are to know why.</summary>
    public void SetLost(Exception why)
    {
        if (ready.TrySetException(why)) _ = ready.Task.Exception;
        SetOver();
    }

    public void SetOver() => over.TrySetResult();
}
