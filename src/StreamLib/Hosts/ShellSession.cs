using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A shell that runs on a host, and the script in it.</summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly SemaphoreSlim _writing = new(1);
    private int _disposed;

    private ShellSession(Process process, string nonce)
    {
        _process = process;
        Nonce = nonce;
        Output = new(process.StandardOutput.BaseStream, nonce);
        Error = new(process.StandardError.BaseStream, nonce);
    }

    public string Nonce { get; }

    public MarkReader Output { get; }

    public MarkReader Error { get; }

    /// <summary>What the script reads after its own text.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Starts a shell there and gives it a script, which can use <c>_sl_nonce</c> and <c>_sl_shell</c>.</summary>
    public static async Task<ShellSession> StartAsync(Shell way, HostSpec host, HostOptions options, string script, bool first, CancellationToken cancellationToken)
    {
        var nonce = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        ImmutableArray<string> shell = [options.Shell, "-c", Scripts.Loader];
        var session = new ShellSession(LocalProcess.Start(host, way.Argv(shell, first)), nonce);
        var line = ShellQuote.Escape(Scripts.Assign(("_sl_nonce", nonce), ("_sl_shell", options.Shell)) + script);
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
            await Input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken).ConfigureAwait(false);
            await Input.FlushAsync(cancellationToken).ConfigureAwait(false);
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

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Closes its input, and ends the local process when it does not end by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        try
        {
            Input.Close();
        }
        catch (IOException)
        {
        }

        try
        {
            // Not WaitForExit: a daemon that holds the outputs must not hold us.
            using var patience = new CancellationTokenSource(s_patience);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        _process.Dispose();
    }
}
