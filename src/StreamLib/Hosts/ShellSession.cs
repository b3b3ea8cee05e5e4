using System.Collections.Immutable;
using System.Text;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A shell that runs on a host, and the script in it.</summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private readonly NearEnd _end;
    private readonly Seat _seat;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _over = new();
    private Task? _ending;
    private int _disposed;

    private ShellSession(NearEnd end, string nonce, Seat seat)
    {
        (_end, _seat) = (end, seat);
        Output = new(end.Output, nonce, _over.Token);
        Error = new(end.Error, nonce, _over.Token);
        _ = EndReadingAsync();
    }

    public int Pid => _end.Pid;

    /// <summary>The connection that it goes over.</summary>
    public Seat Seat => _seat;

    public MarkReader Output { get; }

    public MarkReader Error { get; }

    /// <summary>What the script reads after its own text.</summary>
    public Stream Input => _end.Input;

    /// <summary>Starts a shell there and gives it a script, which can use <c>_sl_nonce</c> and <c>_sl_shell</c>. The session gives up its seat at its end.</summary>
    public static async Task<ShellSession> StartAsync(Shell way, HostSpec host, HostOptions options, string script, Seat seat, CancellationToken cancellationToken)
    {
        var nonce = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        ImmutableArray<string> shell = [options.Shell, "-c", Scripts.Loader];
        var session = new ShellSession(await way.StartAsync(host, shell, seat, cancellationToken).ConfigureAwait(false), nonce, seat);
        var line = Scripts.Line(Scripts.Assign(("_sl_nonce", nonce), ("_sl_shell", options.Shell)) + script);
        try
        {
            await session.SendAsync(line, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes a line to the script; one that has ended reads nothing.</summary>
    public async Task SendAsync(string line, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A write to a pipe that nobody reads notices no token.
            await WriteAsync(Encoding.UTF8.GetBytes(line + "\n")).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Its outputs tell why it ended.
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads until the mark <c>begin</c>. What comes before was printed by login shells and launchers.</summary>
    /// <returns>The mark; <c>null</c> when the session ended before.</returns>
    public static async Task<string?> BeginAsync(MarkReader reader, TailText before, CancellationToken cancellationToken) =>
        await reader.ReadAsync(
            bytes =>
            {
                before.Add(bytes.Span);
                return ValueTask.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Tells the script that nothing more comes.</summary>
    public void CloseInput() => Close(Input);

    /// <summary>Takes its input away, which ends what listens to it on the host, and then the local process when it does not end by itself.</summary>
    /// <param name="patience">How long the local process may take; a second by default.</param>
    public void Cut(TimeSpan? patience = null) => _ = EndAsync(patience ?? s_patience);

    /// <summary>Cuts it, and lets go of its outputs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        await EndAsync(s_patience).ConfigureAwait(false);
        Close(_end.Output);
        Close(_end.Error);
        _end.Dispose();
        _seat.Dispose();
    }

    private async Task WriteAsync(byte[] bytes)
    {
        await Input.WriteAsync(bytes).ConfigureAwait(false);
        await Input.FlushAsync().ConfigureAwait(false);
    }

    private Task EndAsync(TimeSpan patience)
    {
        lock (_writing)
            return _ending ??= EndOnceAsync(patience);
    }

    // The local process of a host on this machine is the one that clears up: it is given the time for that.
    private async Task EndOnceAsync(TimeSpan patience)
    {
        // Another thread may be in the middle of a write that only the end of the process ends.
        _ = Task.Run(() => Close(Input));
        try
        {
            using var limit = new CancellationTokenSource(patience);
            await _end.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _end.Kill();
            var exit = _end.WaitForExitAsync(CancellationToken.None);
            await exit.WaitAsync(s_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Also where it could not be ended.
        _over.CancelAfter(s_lastWords);
    }

    // What it has left may hold its outputs for ever.
    private async Task EndReadingAsync()
    {
        await _end.WaitForExitAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.CancelAfter(s_lastWords);
    }

    private static void Close(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // What was not read by now is wanted by nobody.
        }
    }
}
