namespace StreamLib.Sync;

/// <summary>Serves one request: the words after its verb, and who waits if it has to wait.</summary>
internal delegate Answer RequestHandler(Session session, ref Arguments arguments, Waiter waiter);

/// <summary>Whom a request is for.</summary>
internal enum Audience : byte
{
    Anyone,
    Parties,
    Control,
}

/// <summary>One request of the protocol.</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Meaning">What it does, for <c>help</c>.</param>
/// <param name="For">Whom it is for.</param>
/// <param name="Handler">What serves it.</param>
internal sealed record Request(string Form, string Meaning, Audience For, RequestHandler Handler)
{
    internal string Verb { get; } = Form.Split(' ')[0];

    /// <summary>Whether it waits for the first of several, and there is the same request for one.</summary>
    internal bool IsOfAny { get; } = Form.Contains(" --any ", StringComparison.Ordinal);
}
