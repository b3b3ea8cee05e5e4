namespace StreamLib.Sync;

/// <summary>The waiter of a connection: one object for all of its requests, since they are served one at a time.</summary>
internal sealed class ConnectionWaiter(Connection connection) : Waiter
{
    internal override bool IsGone => connection.IsLost;

    internal override void Deliver() => connection.Answered();
}
