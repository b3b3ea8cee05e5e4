using System.Collections.Immutable;

namespace StreamLib.Sync;

/// <summary>A barrier: passes for everyone who waits there, or breaks for everyone.</summary>
internal sealed partial class Barrier(ScopeState scope, string name) : WaitPoint(scope, name)
{
    private readonly HashSet<StreamState> arrivedStreams = [];
    private BarrierCount? count;
    private string opener = "";
    private int needed;

    internal override string Title => $"barrier {Name}";

    internal BarrierBreak? Broken { get; private set; }

    /// <summary>How often it has passed.</summary>
    internal long Generation { get; private set; }

    protected override bool IsEmpty => Generation == 0 && Broken is null && count is null;

    /// <summary>How many of <see cref="needed"/> are here.</summary>
    private int Arrived => count is { IsNumber: true } ? Waiters.Count : arrivedStreams.Count;

    internal Answer Arrive(Party party, BarrierCount asked, TimeSpan? timeout, Waiter waiter)
    {
        if (Broken is { } broken) return TooLate(party, broken);
        if (party.WaitsAt(this))
            return Answer.Fail(SyncError.Duplicate, $"{party.Name} waits at barrier {Name} already; a party counts once in a generation");
        var nobody = asked.Named is null ? null : Scope.NobodyIs(asked) ?? ScopeState.NotNamed(asked, party);
        if (nobody is null && count is { } known && known != asked) return Mismatch(party, known, asked);
        nobody ??= Scope.NobodyIs(asked);
        if (nobody is not null)
        {
            ForgetIfEmpty();
            return Answer.Fail(SyncError.Usage, nobody);
        }

        var isFirst = Waiters.Count == 0;
        if (Scope.Begin(waiter, party, this, timeout) is { Kind: AnswerKind.Error } refused)
        {
            ForgetIfEmpty();
            return refused;
        }

        party.Follows = null;
        if (party.Only != Name) party.Only = null;
        if (party.Kind == PartyKind.Code) party.Kind = PartyKind.Foreground;
        if (isFirst) Scope.Opened(this);
        if (count is null) (count, opener) = (asked, party.Name);
        if (isFirst) Recount();
        else if (asked.Covers(party.Stream)) arrivedStreams.Add(party.Stream!);
        Scope.Log.Note($"{party.Name} arrived at barrier {Name}, {Arrived} of {needed}");
        if (PassIfFull() || (isFirst && !asked.IsNumber && BreakIfHopeless())) return Answer.Pending;
        // Who waits here comes nowhere else, and nobody who comes after it.
        Scope.LookForHope(trigger: null);
        if (waiter.Point == this) Scope.StartClock(waiter);
        return Answer.Pending;
    }

    internal override void Abandon(Waiter waiter, WaitEnd why)
    {
        var (who, report) = (waiter.Party!, Report());
        var cause = why switch
        {
            WaitEnd.TimedOut => $"{who.Name} gave up waiting at barrier {Name} after {OneLine.Of(waiter.Limit!.Value)}: {report}",
            WaitEnd.DeadlinePassed => $"barrier {Name} did not fill before the deadline of {Scope.DeadlineOwner(waiter)}: {report}",
            WaitEnd.ConnectionLost => $"{who.Name} lost its connection while it waited at barrier {Name}",
            WaitEnd.TooMuchSentAhead => $"{who.Name} sent too much ahead while it waited at barrier {Name}",
            WaitEnd.PartyEnded => $"{who.Ended}, while it waited at barrier {Name}",
            _ => $"{who.Name} cancelled its wait at barrier {Name}",
        };

        // Who waits until a deadline that has passed times out together with this one; the others learn it as the cause.
        var late = Waiters.All().Where(w => w == waiter || (why == WaitEnd.DeadlinePassed && Scope.IsPastDeadline(w))).ToList();
        var parties = late.ConvertAll(w => w.Party!);
        foreach (var one in late)
            Scope.Complete(one, AnswerTo(one, why, time => $"barrier {Name} did not fill {time}: {report}"));
        Break(SyncError.Broken, cause, why is WaitEnd.DeadlinePassed ? [] : [who]);
        foreach (var party in parties) party.Unheeded ??= Broken;
    }

    internal override string Lack(Waiter waiter) => $"barrier {Name} did not fill: {Report()}";

    internal void Break(SyncError error, string cause, ImmutableArray<Party> culprits)
    {
        if (Broken is not null) return;
        cause = Scope.KeepText(OneLine.Of(cause));
        Broken = new BarrierBreak(Name, error, cause, culprits);
        Scope.Log.Note($"barrier {Name} broke: {cause}");
        var answer = Answer.Fail(error, cause);
        foreach (var waiter in Waiters.All())
        {
            waiter.Party!.LastBreak = Broken;
            waiter.Party.Unheeded ??= Broken;
        }

        CompleteAll(answer);
        Scope.Emptied(this);
        arrivedStreams.Clear();
    }

    internal void Reset(string by)
    {
        Scope.Log.Note($"{by} reset barrier {Name}");
        if (Waiters.Count > 0) Break(SyncError.Broken, $"{by} reset barrier {Name}", []);
        if (Broken is { } broken) Scope.FreeText(broken.Cause);
        (Broken, count) = (null, null);
        ForgetIfEmpty();
    }

    protected override void Forget() => Scope.Forget(this);

    private Answer TooLate(Party party, BarrierBreak broken)
    {
        Scope.Log.Note($"{party.Name} came to barrier {Name}, which is broken: {broken.Cause}");
        party.LastBreak = broken;
        party.Unheeded ??= broken;
        return Answer.Fail(SyncError.Broken, broken.Cause);
    }

    private Answer Mismatch(Party party, BarrierCount known, BarrierCount asked)
    {
        var cause = $"{party.Name} asks barrier {Name} for {asked}, but {opener} opened it for {known}; reset {Name} gives it another count";
        Break(SyncError.Mismatch, cause, []);
        party.Unheeded ??= Broken;
        return Answer.Fail(SyncError.Mismatch, cause);
    }

    private bool PassIfFull()
    {
        if (Arrived < needed) return false;
        Generation++;
        Scope.Log.Note($"barrier {Name} passed, generation {Generation}");
        for (var waiter = Waiters.First; waiter is not null; waiter = waiter.Next)
        {
            waiter.Party!.LastBreak = null;
            if (waiter.Party.Unheeded?.Barrier == Name) waiter.Party.Unheeded = null;
        }

        arrivedStreams.Clear();
        Scope.Emptied(this);
        CompleteAll(Answer.Passed(Name, Generation));
        return true;
    }

    private void Recount()
    {
        needed = count!.Value.IsNumber ? count.Value.Number : Scope.Streams.Count(stream => count.Value.Covers(stream));
        arrivedStreams.Clear();
        if (count.Value.IsNumber) return;
        foreach (var waiter in Waiters.All())
            if (count.Value.Covers(waiter.Party!.Stream)) arrivedStreams.Add(waiter.Party.Stream!);
    }
}
