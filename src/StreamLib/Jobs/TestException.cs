using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>A test did not pass.</summary>
public sealed class TestException : StreamLibException
{
    /// <summary>Creates the error.</summary>
    public TestException(string code, string message, Exception? innerException = null)
        : base(code, message, innerException)
    {
    }

    /// <summary>The result that it reports; <c>null</c> when it is that of a whole job.</summary>
    public NestedResult? Result { get; internal init; }

    internal static NestedResult ThrowUnlessPassed(NestedResult result) => result.Outcome.LetsGoOn()
        ? result
        : throw new TestException("SL5010", $"{result.Party}: {result.Outcome}: {result.Message}") { Result = result };
}
