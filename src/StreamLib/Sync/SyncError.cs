namespace StreamLib.Sync;

/// <summary>Why the sync server refused a request or ended a wait. On the wire it is the lower-case word after <c>error</c>.</summary>
public enum SyncError
{
    /// <summary>The time of the request, or of the whole test, is over.</summary>
    Timeout,

    /// <summary>The barrier broke, or the scope failed, for a reason that the text gives.</summary>
    Broken,

    /// <summary>A barrier was asked for with another count than before.</summary>
    Mismatch,

    /// <summary>The same party asked twice for what it can have once.</summary>
    Duplicate,

    /// <summary>The token does not allow it.</summary>
    Denied,

    /// <summary>The request cannot be understood, or means nothing here.</summary>
    Usage,

    /// <summary>Something is longer, or more, than the server accepts.</summary>
    Limit,

    /// <summary>The party, the scope, the connection or the server has ended.</summary>
    Closed,
}
