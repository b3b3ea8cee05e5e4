using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The connections of one host. sshd allows 10 sessions on each (MaxSessions): when all places are taken, a further connection is opened.</summary>
/// <param name="way">The way over which they are opened.</param>
/// <param name="host">The host.</param>
/// <param name="options">How it is opened.</param>
/// <param name="folder">Where their sockets lie.</param>
internal sealed class SshConnections(SshShell way, HostSpec host, HostOptions options, string folder) : IAsyncDisposable
{
    // Two of the ten are left for the short sessions that nobody counts.
    private const int Places = 8;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly List<OneConnection> all = [new("", Task.FromResult<ShellSession?>(null)) { Taken = 1 }];
    private int number;

    /// <summary>Takes a place, for which a connection is opened when there is none.</summary>
    /// <param name="idle">A script that keeps a connection open until its input ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">The connection cannot be opened.</exception>
    public async Task<Seat> EnterAsync(string idle, CancellationToken cancellationToken)
    {
        OneConnection one;
        lock (gate)
        {
            one = all.Find(c => c.Taken < Places) ?? Open(idle);
            one.Taken++;
        }

        try
        {
            await one.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Seat(one.Socket, leave: () => Leave(one));
        }
        catch
        {
            Leave(one);
            throw;
        }
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
        var socket = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"s{++number}"));
        var one = new OneConnection(socket, Connection.OpenAsync(way, host, options, stop => OpenOnceAsync(socket, idle, stop), closing.Token));
        all.Add(one);
        _ = ForgetAtEndAsync(one);
        return one;
    }

    private async Task<ShellSession?> OpenOnceAsync(string socket, string idle, CancellationToken cancellationToken)
    {
        var session = await ShellSession.StartAsync(way, host, options, idle, new Seat(socket, opens: true), cancellationToken).ConfigureAwait(false);
        var (before, words) = (new TailText(4096), new TailText(4096));
        var error = ShellSession.BeginAsync(session.Error, words, CancellationToken.None);
        try
        {
            if (await ShellSession.BeginAsync(session.Output, before, cancellationToken).ConfigureAwait(false) is not null) return session;
            await ((Task)error).WaitAsync(TimeSpan.FromSeconds(2), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw way.Failure(host, Ssh.Words(words.ToString(), Ssh.Words(before.ToString(), "a further connection ended without a word")));
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

    private void Leave(OneConnection one)
    {
        lock (gate) one.Taken--;
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

        public int Taken { get; set; }
    }
}
