using StreamLib.Plans;

namespace StreamLib.Sync;

/// <summary>A sync request failed.</summary>
/// <remarks>The codes: SL4001 timeout, SL4002 broken, SL4003 mismatch, SL4004 duplicate, SL4005 denied, SL4006 usage, SL4007 limit, SL4008 closed.</remarks>
public sealed class SyncException : StreamLibException
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">What kind of error it is.</param>
    /// <param name="request">The request, without values: <c>barrier setup</c>.</param>
    /// <param name="reason">What happened, in the server's own words.</param>
    /// <param name="innerException">What caused it.</param>
    public SyncException(SyncError error, string request, string reason, Exception? innerException = null)
        : base($"SL{4001 + (int)error}", MessageOf(request, reason), innerException) =>
        (Error, Request, Reason) = (error, request, reason);

    /// <summary>What kind of error it is.</summary>
    public SyncError Error { get; }

    /// <summary>The request that failed, without values: <c>barrier setup</c>.</summary>
    public string Request { get; }

    /// <summary>What happened, in the server's own words: for a failed scope exactly its cause.</summary>
    public string Reason { get; }

    /// <summary>A reason that begins with the request needs no request before it.</summary>
    private static string MessageOf(string request, string reason) =>
        reason.StartsWith($"{request} ", StringComparison.Ordinal) ? reason : $"{request}: {reason}";
}
