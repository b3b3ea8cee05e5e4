namespace StreamLibTests.Sync.Model;

/// <summary>Waits that no party can fulfil, in a sealed scope.</summary>
internal sealed partial class ScopeModel
{
    internal static readonly TimeSpan DeadlockAfter = TimeSpan.FromSeconds(5);
    private long happened;

    private void Happened() => happened = now;

    private void Seal()
    {
        if (isSealed) return;
        isSealed = true;
        Happened();
    }

    /// <summary>
    /// Signals, keys and topics at which all wait who have not ended: the first who would stop waiting by itself, or all who would not, can
    /// hope for nobody.
    /// </summary>
    private void LoseHope()
    {
        if (!isSealed) return;
        var data = waits.Where(wait => wait.What is not ("barrier" or "lock"));
        foreach (var (what, name) in data.Select(wait => (wait.What, wait.Name)).Distinct().ToList())
        {
            while (At(what, name).ToList() is { Count: > 0 } here && !parties.Values.Except(here.Select(w => w.Party)).Any(p => p.IsAlive))
            {
                var first = here.Min(wait => wait.Due ?? long.MaxValue);
                var hopeless = here.Where(wait => (wait.Due ?? long.MaxValue) == first && !IsBackground(wait)).ToList();
                if (hopeless.Count == 0) break;
                var cause = ++breaks;
                foreach (var wait in hopeless) Answer(wait, new("error broken", cause));
            }
        }
    }

    private long? DeadlockAt() =>
        isSealed && Stuck().Any(wait => !IsBackground(wait)) ? happened + (long)DeadlockAfter.TotalMilliseconds : null;

    private void BreakDeadlock()
    {
        foreach (var (what, name) in Stuck().Select(wait => (wait.What, wait.Name)).Distinct().ToList())
        {
            if (what == "barrier")
            {
                Break(barriers[name]);
                continue;
            }

            var cause = ++breaks;
            foreach (var wait in At(what, name).Where(wait => !IsBackground(wait)).ToList()) Answer(wait, new("error broken", cause));
        }
    }

    /// <summary>The waits of all who can go on only when another one of them does.</summary>
    private List<Wait> Stuck()
    {
        bool IsFree(PartyModel party)
        {
            var own = waits.FindAll(wait => wait.Party == party);
            return own.Count == 0 || own.Exists(wait => wait.Due is not null);
        }

        var free = new HashSet<PartyModel>(parties.Values.Where(party => party.IsAlive && IsFree(party)));
        while (waits.Find(wait => !free.Contains(wait.Party) && CanBeFulfilled(wait, free)) is { } next) free.Add(next.Party);
        return waits.FindAll(wait => !free.Contains(wait.Party));
    }

    private bool CanBeFulfilled(Wait wait, HashSet<PartyModel> free)
    {
        if (wait.What == "lock") return free.Contains(parties[holders[wait.Name]]);
        if (wait.What != "barrier") return free.Count > 0;
        var here = At("barrier", wait.Name).Select(other => other.Party).ToHashSet();
        var coming = free.Where(p => !here.Contains(p)).ToList();
        return int.TryParse(barriers[wait.Name].Count, out var number)
            ? here.Count + coming.Count >= number
            : Counted(barriers[wait.Name]).All(stream => here.Concat(coming).Any(p => p.Stream == stream.Name));
    }

    private static bool IsBackground(Wait wait) => wait.Party.Name == Operation.Background;
}
