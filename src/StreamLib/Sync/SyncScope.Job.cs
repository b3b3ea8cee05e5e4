using System.Net;

namespace StreamLib.Sync;

/// <summary>The scope for a job in the process of the server.</summary>
public sealed partial class SyncScope : IJobScope
{
    /// <summary>The name under which the job, or a person with its token, asks.</summary>
    internal const string Control = "control";

    /// <summary>The beginning of the line of the log that says why a person gave a test up.</summary>
    internal const string GivenUpByHand = $"{Control} gave up: ";

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

    Action<string>? IJobScope.GivenUp
    {
        set => State.GivenUp = value;
    }

    ValueTask<SyncAccount> IJobScope.AccountOfAsync(string party) => new(State.AccountOf(party));

    ValueTask<string> IJobScope.WaitsOfAsync(string party) => new(State.WaitsOf(party));

    ValueTask<string> IJobScope.DoingNowAsync() => new(State.DoingNow());
}
