using System.Collections.Immutable;

namespace StreamLib.Sync;

/// <summary>What is remembered of the parties for the verdict of their nested tests.</summary>
internal sealed partial class ScopeState
{
    private ImmutableArray<Party> whoFailed = [];

    /// <summary>Receives why somebody gave up who belongs to no stream: a person with the control token, or the test itself.</summary>
    internal Action<string>? GivenUp { get; set; }

    internal SyncAccount AccountOf(string name)
    {
        using var turn = Enter();
        var party = name == Control.Name ? Control : parties.Find(name);
        return new(party?.GaveUp, party?.Unheeded?.Barrier, party?.Unheeded?.Cause);
    }

    // Whoever gave up is why this one was refused, whatever it asked for.
    private void TellWhoFailed(Party party, string name)
    {
        if (!whoFailed.IsEmpty) party.LastBreak = new BarrierBreak(name, SyncError.Broken, failedBecause!, whoFailed);
    }

    // Before the scope fails: those who are released by that may ask at once.
    private void Remember(Party party, string reason)
    {
        using var turn = Enter();
        party.GaveUp ??= OneLine.Of(reason);
        if (party == Control) Log.Note($"{SyncScope.GivenUpByHand}{reason}");
    }
}
