namespace StreamLibTests.Sync.Model;

/// <summary>Barriers, and what ends a wait without success.</summary>
internal sealed partial class ScopeModel
{
    private Expected? Arrive(Operation o, PartyModel party, Wait wait)
    {
        if (!party.IsAlive) return new("error closed");
        if (failed is { } cause) return new("error broken", cause);
        var barrier = BarrierOf(o.Name);
        if (barrier.Broken is { } broken) return new("error broken", broken);
        if (At("barrier", o.Name).Any(other => other.Party == party)) return new("error duplicate");
        if ((barrier.Count ?? o.Count) != o.Count)
        {
            Break(barrier, "error mismatch");
            return new("error mismatch", barrier.Broken);
        }

        if (o.Count[0] == 'r' && !streams.Values.Any(stream => stream.Has(o.Count))) return new("error usage");
        barrier.Count = o.Count;
        return Begin(wait);
    }

    private IEnumerable<StreamModel> Counted(BarrierModel barrier) =>
        streams.Values.Where(stream => !stream.HasLeft && (barrier.Count == "all" || stream.Has(barrier.Count!)));

    private bool IsFull(BarrierModel barrier, List<Wait> here) => int.TryParse(barrier.Count, out var number)
        ? here.Count >= number
        : Counted(barrier).All(stream => here.Any(wait => wait.Party.Stream == stream.Name));

    /// <summary>Who can still come are the parties that joined and have not ended.</summary>
    private bool IsHopeless(BarrierModel barrier, List<Wait> here) => int.TryParse(barrier.Count, out var number)
        ? parties.Values.Count(party => party.IsAlive) < number
        : Counted(barrier).Any(stream => !parties.Values.Any(party => party.IsAlive && party.Stream == stream.Name));

    private void Break(BarrierModel barrier, string answer = "error broken")
    {
        barrier.Broken ??= ++breaks;
        foreach (var wait in At("barrier", barrier.Name).ToList()) Answer(wait, new(answer, barrier.Broken));
    }

    private BarrierModel BarrierOf(string name) => barriers.TryGetValue(name, out var barrier) ? barrier : barriers[name] = new BarrierModel(name);

    private void Abandon(Wait wait)
    {
        Answer(wait, new("error closed"));
        if (wait.What == "barrier") Break(barriers[wait.Name]);
    }

    private long? DueOf(Wait wait) => wait.Due ?? (wait.Party.Deadline is { } own && !(deadline <= own) ? own : deadline);

    private void Advance(long time)
    {
        for (var end = now + time; now < end;)
        {
            now = Math.Min(end, Math.Min(waits.Min(DueOf) ?? end, DeadlockAt() ?? end));
            Expire();
            if (DeadlockAt() <= now) BreakDeadlock();
        }
    }

    /// <summary>Ends what is due. Who waits at a barrier until the same moment times out with the others; the rest learns that it broke.</summary>
    private void Expire()
    {
        while (waits.Find(wait => DueOf(wait) <= now) is { } first)
        {
            var due = first.What == "barrier" ? At("barrier", first.Name).Where(wait => DueOf(wait) <= now).ToList() : [first];
            foreach (var wait in due) Answer(wait, new("error timeout"));
            if (first.What == "barrier") Break(barriers[first.Name]);
        }
    }

    private void Fail()
    {
        if (failed is not null) return;
        failed = ++breaks;
        foreach (var wait in waits.ToList())
        {
            if (wait.What == "barrier") barriers[wait.Name].Broken = failed;
            Answer(wait, new("error broken", failed));
        }
    }

    private sealed class BarrierModel(string name)
    {
        internal string Name { get; } = name;

        internal string? Count { get; set; }

        internal int Generation { get; set; }

        internal int? Broken { get; set; }
    }

    private sealed record Wait(int Id, PartyModel Party, string What, string Name, int Threshold, long? Due);
}
