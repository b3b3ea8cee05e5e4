using System.Net;

namespace StreamLib.Sync;

/// <summary>What a job tells the scope of its test, and asks it: in the sync server's own process or over its control requests.</summary>
/// <remarks>What is told arrives in the order in which it was told; what cannot be delivered any more is told by <see cref="Lost"/>, and never thrown.</remarks>
internal interface IJobScope
{
    string Name { get; }

    /// <summary>The token for the control requests.</summary>
    string ControlToken { get; }

    /// <summary>Where the parties reach the server.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>Cancelled when the server has ended, or can no longer be reached.</summary>
    CancellationToken Lost { get; }

    /// <summary>Why it was lost.</summary>
    string LostBecause { get; }

    void AddStream(string stream, string role);

    void RemoveStream(string stream);

    void Ended(string party, SyncEnding ending, string text);

    void Doing(string stream, string text);

    void LastLine(string stream, string line);

    void Seal();

    void Fail(string cause);

    /// <summary>What the log says after each report of who waits for whom.</summary>
    void Hint(string text);

    /// <summary>Ends waits without a timeout of their own in so much time: those of a party, or of all.</summary>
    void EndWaitsIn(TimeSpan time, string? party = null);

    /// <summary>Makes a party known and returns its token.</summary>
    /// <param name="party">The party.</param>
    /// <param name="stream">Its stream; <c>null</c> for none.</param>
    /// <param name="after">The party whose end it waits for before it starts; <c>null</c> when it starts now, or may at any time.</param>
    /// <param name="only">The only barrier that it can arrive at; <c>null</c> for any.</param>
    /// <param name="kind">What else is known of it.</param>
    ValueTask<string> JoinAsync(
        string party, string? stream, string? after = null, string? only = null, PartyKind kind = PartyKind.Foreground);

    /// <summary>The requests of a party that has joined.</summary>
    ValueTask<ISync> AsAsync(string party);

    /// <summary>The broken barrier that a party was told of last, unless it passed another one since.</summary>
    ValueTask<SyncBreak?> BreakToldToAsync(string party);

    /// <summary>Receives why somebody gave up who belongs to no stream: a person with the control token, or the test itself.</summary>
    Action<string>? GivenUp { set; }

    /// <summary>What bears on how the nested test of a party is judged.</summary>
    ValueTask<SyncAccount> AccountOfAsync(string party);

    /// <summary>What a party waits for and who could bring it, in one line; empty when it waits for nothing.</summary>
    ValueTask<string> WaitsOfAsync(string party);

    /// <summary>What the streams that have not ended are doing, and who is missing where some wait, in one line.</summary>
    ValueTask<string> DoingNowAsync();
}
