namespace StreamLib.Sync;

/// <summary>The waiter of one request in process.</summary>
internal sealed class LocalWaiter : Waiter
{
    private readonly TaskCompletionSource<Answer> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal override void Deliver() => completion.SetResult(Answer);

    internal async Task<Answer> ResultAsync(Answer answer, CancellationToken ct)
    {
        if (answer.Kind != AnswerKind.Pending) return answer;
        using var registration = ct.UnsafeRegister(static state => ((Waiter)state!).Abandon(WaitEnd.Cancelled), this);
        var result = await completion.Task.ConfigureAwait(false);
        if (result.Kind == AnswerKind.Error) ct.ThrowIfCancellationRequested();
        return result;
    }
}
