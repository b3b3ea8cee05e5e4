using System.Threading.Tasks.Sources;

namespace StreamLib.Sync;

/// <summary>The waiter of a connection: one object for all of its requests, since they are served one at a time.</summary>
internal sealed class ConnectionWaiter : Waiter, IValueTaskSource<Answer>
{
    // A party that arrives last must not send the replies of all others on its own stack.
    private ManualResetValueTaskSourceCore<Answer> core = new() { RunContinuationsAsynchronously = true };

    internal void Prepare() => core.Reset();

    internal ValueTask<Answer> Task() => new(this, core.Version);

    internal override void Deliver() => core.SetResult(Answer);

    Answer IValueTaskSource<Answer>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Answer>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<Answer>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
