namespace StreamLib.Sync;

/// <summary>What is remembered of the parties for the verdict of their nested tests.</summary>
internal sealed partial class ScopeState
{
    /// <summary>Receives why somebody gave up who belongs to no stream: a person with the control token, or the test itself.</summary>
    internal Action<string>? GivenUp { get; set; }

    internal SyncAccount AccountOf(string name)
    {
        using var turn = Enter();
        var party = name == Control.Name ? Control : parties.Find(name);
        return new(party?.GaveUp, party?.Unheeded?.Barrier, party?.Unheeded?.Cause);
    }

    // Before the scope fails: those who are released by that may ask at once.
    private void Remember(Party party, string reason)
    {
        using var turn = Enter();
        party.GaveUp ??= OneLine.Of(reason);
        if (party == Control) Log.Note($"{SyncScope.GivenUpByHand}{reason}");
    }
}
