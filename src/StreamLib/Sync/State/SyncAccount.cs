namespace StreamLib.Sync;

/// <summary>What the sync server knows of a party that bears on how its nested test is judged.</summary>
/// <param name="GaveUp">The reason that it gave up with; <c>null</c> when it has not given up.</param>
/// <param name="Barrier">The first broken barrier that it was told of and has not passed since; <c>null</c> when there is none.</param>
/// <param name="Cause">Why that barrier broke.</param>
internal sealed record SyncAccount(string? GaveUp, string? Barrier, string? Cause)
{
    private const string GaveUpWord = "gave-up";
    private const string BrokenWord = "broken";

    /// <summary>There is nothing to know.</summary>
    internal static SyncAccount Clear { get; } = new(null, null, null);

    /// <summary>The account in one line of the protocol: nothing, <c>gave-up REASON</c> or <c>broken BARRIER CAUSE</c>.</summary>
    internal string Line => this switch
    {
        { GaveUp: { } reason } => $"{GaveUpWord} {reason}",
        { Barrier: { } barrier } => $"{BrokenWord} {barrier} {Cause}",
        _ => "",
    };

    internal static SyncAccount Parse(string line) => line.Split(' ', 3) switch
    {
        [GaveUpWord, ..] => Clear with { GaveUp = line[(GaveUpWord.Length + 1)..] },
        [BrokenWord, var barrier, var cause] => new(null, barrier, cause),
        _ => Clear,
    };
}
