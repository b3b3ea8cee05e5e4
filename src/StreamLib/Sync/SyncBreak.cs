using System.Collections.Immutable;

namespace StreamLib.Sync;

/// <summary>The break of a barrier, as one who waited there, or came too late, was told.</summary>
/// <param name="Barrier">The barrier.</param>
/// <param name="Cause">Why it broke.</param>
/// <param name="Culprits">The parties whose end, lost connection, timeout or cancelled wait broke it, and one that had failed as expected where that is why nobody else came;
/// empty when it was something else.</param>
/// <param name="Expected">Whether one of the culprits has by now ended with an expected failure, and none with an unexpected one.</param>
public sealed record SyncBreak(string Barrier, string Cause, ImmutableArray<string> Culprits, bool Expected);
