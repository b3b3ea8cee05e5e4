using System.Collections.Immutable;

namespace StreamLib.Sync;

/// <summary>Why a barrier is broken.</summary>
internal sealed record BarrierBreak(string Barrier, SyncError Error, string Cause, ImmutableArray<Party> Culprits)
{
    internal SyncBreak Told => new(
        Barrier,
        Cause,
        [.. Culprits.Select(party => party.Name)],
        Culprits.Any(party => party.Ending == SyncEnding.ExpectedFailure) && Culprits.All(party => party.Ending != SyncEnding.Failed));
}
