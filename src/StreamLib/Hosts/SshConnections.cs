using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>
/// The connections of one host. sshd allows 10 sessions on each (MaxSessions) unless it is set to fewer, which is learned when one is
/// refused: when all places are taken, a further connection is opened. Where a connection takes a single session, each session opens
/// one of its own.
/// </summary>
/// <param name="way">The way over which they are opened.</param>
/// <param name="host">The host.</param>
/// <param name="options">How it is opened.</param>
/// <param name="folder">Where their sockets lie.</param>
internal sealed class SshConnections(SshShell way, HostSpec host, HostOptions options, string folder) : IAsyncDisposable
{
    // What sshd allows by default, less two that may still be ending there.
    private const int UsualPlaces = 8;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly List<OneConnection> all = [new("", Task.FromResult<ShellSession?>(null))];
    private int places = UsualPlaces;
    private int number;
    private string idleScript = "";

    /// <summary>Takes a place, for which a connection is opened when there is none.</summary>
    /// <param name="idle">A script that keeps a connection open until its input ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">The connection cannot be opened.</exception>
    public async Task<Seat> EnterAsync(string idle, CancellationToken cancellationToken)
    {
        OneConnection one;
        lock (gate)
        {
            idleScript = idle;
            if (places == 1) return new Seat(NextSocket(), opens: true);
            one = all.Find(c => c.Taken < places) ?? Open(idle);
            one.Taken++;
        }

        try
        {
            await one.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Seat(one.Socket, leave: seat => Leave(one, seat.IsGranted));
        }
        catch
        {
            Leave(one, isGranted: false);
            throw;
        }
    }

    /// <summary>Notes that a session was granted.</summary>
    public void Granted(Seat seat)
    {
        lock (gate)
        {
            if (all.Find(c => c.Socket == seat.Socket) is not { } one) return;
            seat.IsGranted = true;
            one.Granted++;
            places = Math.Max(places, Math.Min(one.Granted, UsualPlaces));
        }
    }

    /// <summary>Notes that a session was refused, and finds it a place on another connection.</summary>
    /// <exception cref="HostException">No further connection can be opened.</exception>
    public async Task MoveAsync(Seat seat, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            // What was granted there, its first session included, is what a connection takes.
            if (all.Find(c => c.Socket == seat.Socket) is { } one) places = Math.Clamp(one.Granted, 1, Math.Max(1, places - 1));
        }

        seat.MoveTo(await EnterAsync(idleScript, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        OneConnection[] left;
        lock (gate) left = [.. all];
        await Task.WhenAll(left.Select(CloseAsync)).ConfigureAwait(false);
        closing.Dispose();
    }

    private OneConnection Open(string idle)
    {
        var socket = NextSocket();
        var one = new OneConnection(socket, Connection.OpenAsync(way, host, options, stop => OpenOnceAsync(socket, idle, stop), closing.Token));
        all.Add(one);
        _ = ForgetAtEndAsync(one);
        return one;
    }

    private string NextSocket() => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"s{++number}"));

    private async Task<ShellSession?> OpenOnceAsync(string socket, string idle, CancellationToken cancellationToken)
    {
        var seat = new Seat(socket, opens: true);
        var session = await ShellSession.StartAsync(way, host, options, idle, seat, cancellationToken).ConfigureAwait(false);
        var (before, words) = (new TailText(4096), new TailText(4096));
        var error = ShellSession.BeginAsync(session.Error, words, CancellationToken.None);
        try
        {
            if (await ShellSession.BeginAsync(session.Output, before, cancellationToken).ConfigureAwait(false) is not null)
            {
                way.HasBegun(seat);
                return session;
            }

            await ((Task)error).WaitAsync(TimeSpan.FromSeconds(2), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw way.Failure(host, seat, $"{words}\n{before}");
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // One that failed, or was lost, takes nobody any more: its sessions tell what became of them.
    private async Task ForgetAtEndAsync(OneConnection one)
    {
        try
        {
            if (await one.Opening.ConfigureAwait(false) is { } session)
                await ShellSession.BeginAsync(session.Output, new TailText(4096), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
        }

        lock (gate) all.Remove(one);
        await CloseAsync(one).ConfigureAwait(false);
    }

    private void Leave(OneConnection one, bool isGranted)
    {
        lock (gate)
        {
            one.Taken--;
            if (isGranted) one.Granted--;
        }
    }

    private static async Task CloseAsync(OneConnection one)
    {
        await ((Task)one.Opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (one.Opening is { IsCompletedSuccessfully: true } && await one.Opening.ConfigureAwait(false) is { } session)
            await session.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class OneConnection(string socket, Task<ShellSession?> opening)
    {
        public string Socket => socket;

        public Task<ShellSession?> Opening => opening;

        // The session that opened it is the first.
        public int Taken { get; set; } = 1;

        public int Granted { get; set; } = 1;
    }
}
