using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;

namespace StreamLib.Hosts;

/// <summary>Where there is no tunnel: connections that processes of a host make over FIFOs there, each carried to a server of lines on this machine, in one session.</summary>
/// <remarks>A client that ends, however it ends, ends its connection at once; with the session, or the host, all of them end.</remarks>
internal sealed partial class Relay : IAsyncDisposable
{
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(5);

    private readonly Host _host;
    private readonly IPEndPoint _server;
    private readonly ShellSession _session;
    private readonly string _mark;
    private readonly ConcurrentDictionary<string, RelayedConnection> _connections = new();
    private CancellationTokenRegistration _onLost;
    private Task _reading = Task.CompletedTask;
    private Task _errors = Task.CompletedTask;
    private volatile bool _isClosing;

    private Relay(Host host, IPEndPoint server, ShellSession session, string mark, string door) =>
        (_host, _server, _session, _mark, Door) = (host, server, session, mark, door);

    /// <summary>The folder of the FIFOs on the host.</summary>
    public string Door { get; }

    /// <summary>Starts to relay.</summary>
    /// <param name="host">The host.</param>
    /// <param name="server">Where the server listens on this machine.</param>
    /// <param name="mark">A new mark.</param>
    /// <param name="door">The folder to make on the host.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="HostException">No FIFO can be made there, or the host was lost.</exception>
    public static async Task<Relay> StartAsync(Host host, IPEndPoint server, string mark, string door, CancellationToken cancellationToken)
    {
        var script = Scripts.Assign(("_sl_mark", mark), ("_sl_door", door)) + Scripts.Relay;
        var session = await host.SessionAsync(script, cancellationToken).ConfigureAwait(false);
        var relay = new Relay(host, server, session, mark, door);
        try
        {
            await relay.BeginAsync(cancellationToken).ConfigureAwait(false);
            return relay;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends all connections and what runs for them on the host.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        await _onLost.DisposeAsync().ConfigureAwait(false);
        _session.CloseInput();
        // Cut off half-way, what runs there would be left to the end of the host.
        await _reading.WaitAsync(s_lastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _session.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_reading, _errors).WaitAsync(s_lastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var words = new TailText(4096);
        _errors = ErrorsAsync(words);
        var before = new TailText(4096);
        switch ((await ShellSession.BeginAsync(_session.Output, before, cancellationToken).ConfigureAwait(false))?.Split(' ', 2))
        {
            case ["begin"]:
                break;
            case ["refused", var why]:
                throw HostErrors.Transfer(_host.Spec, "relaying to the sync server", why);
            default:
                await _errors.WaitAsync(s_lastWords, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw _host.NoSession(_session, $"{words}\n{before}");
        }

        _onLost = _host.Lost.UnsafeRegister(static relay => ((Relay)relay!).Cut(), this);
        _reading = ReadAsync();
    }

    private async Task ReadAsync()
    {
        var line = new ArrayBufferWriter<byte>();
        while (await _session.Output.ReadAsync(
            bytes =>
            {
                line.Write(bytes.Span);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None).ConfigureAwait(false) is { } mark)
        {
            Heard(mark.Split(' '), line.WrittenSpan);
            line.ResetWrittenCount();
        }

        CutConnections();
        if (!_isClosing && !_host.Lost.IsCancellationRequested)
            await ClearAsync().ConfigureAwait(false);
    }

    private void Heard(string[] mark, ReadOnlySpan<byte> line)
    {
        if (mark is not [var verb, var name] || !Name().IsMatch(name))
            return;

        if (verb == "open")
            Open(name);
        else if (_connections.TryGetValue(name, out var connection))
            connection.Heard(verb, line);
    }

    private void Open(string name)
    {
        var connection = new RelayedConnection(name, line => _session.SendAsync(line, CancellationToken.None));
        if (_connections.TryAdd(name, connection))
            _ = RunAsync(name, connection);
    }

    private async Task RunAsync(string name, RelayedConnection connection)
    {
        using (connection)
            await connection.RunAsync(_server).ConfigureAwait(false);
        _connections.TryRemove(name, out _);
        // Only now: the name may be used again as soon as the host has let go of it.
        await _session.SendAsync($"{(connection.WasHeard ? "drop" : "refuse")} {name}", CancellationToken.None).ConfigureAwait(false);
    }

    private void Cut()
    {
        CutConnections();
        _session.Cut();
    }

    private void CutConnections()
    {
        foreach (var connection in _connections.Values)
            connection.Cut();
    }

    // The session alone has ended, as when somebody kills it: those who wait at its FIFOs there are to hear of it.
    private async Task ClearAsync()
    {
        _host.Warn("the session that relays to the sync server has ended; so have its connections");
        try
        {
            await _host.SweepMarkAsync(_mark, "KILL", TimeSpan.Zero).ConfigureAwait(false);
            await _host.RequestAsync($"cd {ShellQuote.Word(Door)} && {{ for f in door */in */out; do : <>\"$f\"; done; rm -rf {ShellQuote.Word(Door)}; }}").ConfigureAwait(false);
        }
        catch (HostException)
        {
            // Lost meanwhile: it clears up by itself.
        }
    }

    private async Task ErrorsAsync(TailText words)
    {
        while (await ShellSession.BeginAsync(_session.Error, words, CancellationToken.None).ConfigureAwait(false) is not null)
        {
        }
    }

    [GeneratedRegex("^[A-Za-z0-9]{1,64}$")]
    private static partial Regex Name();
}
