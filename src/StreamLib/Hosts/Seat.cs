namespace StreamLib.Hosts;

/// <summary>The place of one session on a connection to a host. Disposing it gives the place to another session.</summary>
internal sealed class Seat(string socket, bool opens = false, Action<Seat>? leave = null) : IDisposable
{
    private readonly Lock gate = new();
    private Action<Seat>? leaving = leave;
    private bool isOver;

    /// <summary>The session that opens the first connection.</summary>
    public static Seat First { get; } = new("", opens: true);

    /// <summary>A short session over the first connection, which has room for that.</summary>
    public static Seat Spare { get; } = new("");

    /// <summary>The path of the connection's socket; empty for the first one.</summary>
    public string Socket { get; private set; } = socket;

    /// <summary>Whether the session opens the connection that others then go over.</summary>
    public bool Opens { get; private set; } = opens;

    /// <summary>Whether the server has granted the session.</summary>
    public bool IsGranted { get; set; }

    /// <summary>Gives up the place that was not granted, and takes that of <paramref name="other"/> instead.</summary>
    public void MoveTo(Seat other)
    {
        Action<Seat>? left;
        lock (gate)
        {
            left = isOver ? other.leaving : leaving;
            if (!isOver) (Socket, Opens, leaving) = (other.Socket, other.Opens, other.leaving);
        }

        left?.Invoke(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Action<Seat>? left;
        lock (gate)
        {
            isOver = true;
            (left, leaving) = (leaving, null);
        }

        left?.Invoke(this);
    }
}
