namespace StreamLib.Sync;

/// <summary>How a party ended, as far as those that wait for it are concerned.</summary>
public enum SyncEnding
{
    /// <summary>It did what it should.</summary>
    Passed,

    /// <summary>It failed, and that was not expected.</summary>
    Failed,

    /// <summary>It failed, as it was expected to: those who are released by that do not count against the run.</summary>
    ExpectedFailure,
}
