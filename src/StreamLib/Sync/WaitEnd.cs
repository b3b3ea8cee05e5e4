namespace StreamLib.Sync;

/// <summary>Why a wait ended without what it waited for.</summary>
internal enum WaitEnd
{
    TimedOut,
    DeadlinePassed,
    ConnectionLost,
    TooMuchSentAhead,
    Cancelled,
    PartyEnded,
}
