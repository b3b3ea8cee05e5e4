using System.Net;

namespace StreamLib.Sync;

/// <summary>The scope for a job in the process of the server.</summary>
public sealed partial class SyncScope : IJobScope
{
    IPEndPoint IJobScope.EndPoint => server.EndPoint;

    CancellationToken IJobScope.Lost => server.Ended;

    string IJobScope.LostBecause => "the sync server has ended";

    void IJobScope.Hint(string text) => State.WaitHint = text;

    void IJobScope.EndWaitsIn(TimeSpan time, string? party)
    {
        var deadline = State.Clock.GetUtcNow() + time;
        if (party is null) Deadline = deadline;
        else SetDeadline(party, deadline);
    }

    ValueTask<string> IJobScope.JoinAsync(string party, string? stream, string? after, string? only, PartyKind kind) =>
        new(Join(party, stream, role: null, after, only, kind));

    ValueTask<ISync> IJobScope.AsAsync(string party) => new(As(party));

    ValueTask<SyncBreak?> IJobScope.BreakToldToAsync(string party) => new(BreakToldTo(party));

    ValueTask<string> IJobScope.DoingNowAsync() => new(State.DoingNow());
}
