namespace StreamLib.Hosts;

/// <summary>The place of one session on a connection to a host. Disposing it gives the place to another session.</summary>
internal sealed class Seat(string socket, bool opens = false, Action? leave = null) : IDisposable
{
    private Action? leaving = leave;

    /// <summary>The session that opens the first connection.</summary>
    public static Seat First { get; } = new("", opens: true);

    /// <summary>A short session over the first connection, which has room for that.</summary>
    public static Seat Spare { get; } = new("");

    /// <summary>The path of the connection's socket; empty for the first one.</summary>
    public string Socket => socket;

    /// <summary>Whether the session opens the connection that others then go over.</summary>
    public bool Opens => opens;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref leaving, null)?.Invoke();
}
