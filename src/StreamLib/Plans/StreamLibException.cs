namespace StreamLib.Plans;

/// <summary>An error that StreamLib reports to its user: it has a stable code and says what, which, why and the way out.</summary>
/// <remarks>There is one class for each blast radius: a plan, a host, a command, the sync service, a test.</remarks>
public abstract class StreamLibException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">Its stable code, as in <c>SL2003</c>.</param>
    /// <param name="message">What happened, to which thing, why, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    protected StreamLibException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The stable code, as in <c>SL2003</c>.</summary>
    public string Code { get; }

    /// <summary>The error as every front end shows it: <c>error SL2003: …</c>.</summary>
    public virtual string Text => $"error {Code}: {Message}";
}
