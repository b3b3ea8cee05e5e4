namespace StreamLibTests.Sync.Abuse;

/// <summary>Tests that measure memory, and run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
