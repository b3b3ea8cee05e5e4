namespace StreamLib.Plans;

/// <summary>What a step can do to a background step of another stream, on purpose.</summary>
public enum FaultKind
{
    /// <summary>Asks it to end (TERM), and insists after the <see cref="Deadlines.Grace"/> (KILL). Done when it has ended, which is a pass of it.</summary>
    Stop,

    /// <summary>Ends it at once (KILL), with all that it has started. Done when it has ended, which is a pass of it.</summary>
    Kill,

    /// <summary>Sends it a signal. Done when the signal was sent; when it ends by that, it has passed.</summary>
    Signal,

    /// <summary>Starts it again after it has ended. Done when it is ready.</summary>
    Start,
}
