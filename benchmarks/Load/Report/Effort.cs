namespace StreamLibLoad.Report;

/// <summary>How much is measured.</summary>
/// <param name="Repeats">How often each measurement is made, ours and theirs in turn; the median counts.</param>
/// <param name="Time">How long a rate is measured.</param>
/// <param name="Rounds">How many rounds of a round trip; a tenth of a percent of that for the largest barriers.</param>
/// <param name="Parties">The barriers.</param>
/// <param name="Connections">The numbers of connections for rates.</param>
/// <param name="Crowd">The connections whose memory is measured.</param>
/// <param name="WithPeers">Whether servers of others are measured too.</param>
internal sealed record Effort(int Repeats, TimeSpan Time, int Rounds, int[] Parties, int[] Connections, int Crowd, bool WithPeers)
{
    internal static Effort Full { get; } = new(3, TimeSpan.FromSeconds(1), 2000, [10, 100, 1000, 10_000], [100, 1000], 10_000, WithPeers: true);

    /// <summary>Shows that the driver works, and measures nothing.</summary>
    internal static Effort Smoke { get; } = new(1, TimeSpan.FromMilliseconds(50), 20, [10], [8], 50, WithPeers: false);
}
