namespace StreamLib.Plans;

/// <summary>What a failure of a stream does to the other streams of its test.</summary>
public enum FailureMode
{
    /// <summary>It ends the test: the other streams are cut off because of it.</summary>
    Abort,

    /// <summary>The other streams go on. The failed one leaves the barriers that are counted by <c>all</c> and <c>role:</c>, and fails the test when all have ended.</summary>
    Continue,
}
