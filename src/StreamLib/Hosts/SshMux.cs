using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>A session that the master of a connection opens when it is asked at its socket, as ssh does (PROTOCOL.mux of OpenSSH): no process of its own for each.</summary>
internal sealed class SshMux : NearEnd
{
    private const uint Version = 4;
    private const uint Hello = 1;
    private const uint NewSession = 0x10000002;
    private const uint Opened = 0x80000006;
    private const uint Failed = 0x80000003;
    private const uint NoEscape = uint.MaxValue;
    private const int Longest = 256 * 1024;
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly AnonymousPipeServerStream _input = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In);
    private readonly AnonymousPipeServerStream _error = new(PipeDirection.In);
    private Task _ended = Task.CompletedTask;

    private SshMux()
    {
    }

    public override int Pid => 0;

    public override Stream Input => _input;

    public override Stream Output => _output;

    public override Stream Error => _error;

    /// <summary>Whether the server refused it: the connection has as many sessions as it takes (MaxSessions).</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Asks for one.</summary>
    /// <param name="path">The path of the master's socket.</param>
    /// <param name="line">The line that the login shell there is given.</param>
    /// <param name="environment">What is sent to the server, as <c>NAME=VALUE</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The session, which may be one that was refused; <c>null</c> when there is none to be had this way. What ssh does then, and says,
    /// is not known here.
    /// </returns>
    public static async Task<SshMux?> OpenAsync(
        string path, string line, ImmutableArray<string> environment, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var session = new SshMux();
        try
        {
            if (await session.AskAsync(path, line, environment, cancellationToken).ConfigureAwait(false)) return session;
            if (session.IsRefused)
            {
                session.Forget();
                return session;
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // There is no master, or it has ended.
        }
        catch
        {
            session.Forget();
            throw;
        }

        session.Forget();
        return null;
    }

    /// <summary>Counts the sessions that a connection takes at once besides the one that opened it, which is counted too.</summary>
    /// <param name="path">The path of the master's socket.</param>
    /// <param name="line">A line that reads its input to the end.</param>
    /// <param name="most">How many are tried at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number; <c>null</c> when they cannot be counted this way.</returns>
    public static async Task<int?> CountAsync(string path, string line, int most, CancellationToken cancellationToken)
    {
        var sessions = new List<SshMux>();
        try
        {
            while (sessions.Count + 1 < most)
            {
                if (await OpenAsync(path, line, [], cancellationToken).ConfigureAwait(false) is not { } session) return null;
                if (session.IsRefused) break;
                sessions.Add(session);
            }

            return sessions.Count + 1;
        }
        finally
        {
            foreach (var session in sessions)
            {
                session._input.Dispose();
                await session._ended.WaitAsync(s_lastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                session.Kill();
            }
        }
    }

    public override Task WaitForExitAsync(CancellationToken cancellationToken) => _ended.WaitAsync(cancellationToken);

    // The master ends a session whose asker has gone. One that hangs ends nothing, and holds the other ends of the outputs.
    public override void Kill()
    {
        _socket.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    public override void Dispose() => _socket.Dispose();

    private void Forget()
    {
        foreach (var pipe in new[] { _input, _output, _error })
        {
            // A server whose other end was asked for does not close that one by itself.
            pipe.DisposeLocalCopyOfClientHandle();
            pipe.Dispose();
        }

        _socket.Dispose();
    }

    private async Task<bool> AskAsync(string path, string line, ImmutableArray<string> environment, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
        await SendAsync([Hello, Version], cancellationToken).ConfigureAwait(false);
        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } hello || Word(hello, 0) != Hello || Word(hello, 1) != Version) return false;

        // The number of the request, a reserved text, no terminal, no X11, no agent, no subsystem, no escape character,
        // no name of a terminal; and the line with the variables.
        await SendAsync([NewSession, 0, 0, 0, 0, 0, 0, NoEscape, 0], cancellationToken, [line, .. environment]).ConfigureAwait(false);
        foreach (var pipe in new[] { _input, _output, _error })
        {
            if (!Descriptors.Send(_socket.SafeHandle, pipe.ClientSafePipeHandle)) return false;
        }

        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } answer) return false;
        IsRefused = Word(answer, 0) == Failed && Encoding.UTF8.GetString(answer).Contains("refused by peer", StringComparison.Ordinal);
        if (Word(answer, 0) != Opened) return false;
        foreach (var pipe in new[] { _input, _output, _error }) pipe.DisposeLocalCopyOfClientHandle();
        _ended = EndAsync();
        return true;
    }

    // How it ended is told by the marks of what runs there.
    private async Task EndAsync()
    {
        await Task.Yield();
        try
        {
            while (await ReadAsync(CancellationToken.None).ConfigureAwait(false) is not null)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was ended from here, or the master was.
        }
    }

    private async Task SendAsync(uint[] words, CancellationToken cancellationToken, params string[] texts)
    {
        var message = new byte[4 + (4 * words.Length) + texts.Sum(text => 4 + Encoding.UTF8.GetByteCount(text))];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length - 4);
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4 + (4 * i)), words[i]);
        var at = 4 + (4 * words.Length);
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, message.AsSpan(at + 4));
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(at), length);
            at += 4 + length;
        }

        for (var sent = 0; sent < message.Length;) sent += await _socket.SendAsync(message.AsMemory(sent), cancellationToken).ConfigureAwait(false);
    }

    private async Task<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
        await ReadAsync(4, cancellationToken).ConfigureAwait(false) is { } head && BinaryPrimitives.ReadInt32BigEndian(head) is >= 4 and <= Longest and var length
            ? await ReadAsync(length, cancellationToken).ConfigureAwait(false)
            : null;

    private async Task<byte[]?> ReadAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        for (var have = 0; have < length;)
        {
            var read = await _socket.ReceiveAsync(bytes.AsMemory(have), cancellationToken).ConfigureAwait(false);
            if (read == 0) return null;
            have += read;
        }

        return bytes;
    }

    private static uint Word(byte[] message, int index) => message.Length >= 4 * (index + 1) ? BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(4 * index)) : 0;
}
