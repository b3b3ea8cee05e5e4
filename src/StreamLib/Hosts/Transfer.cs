using System.Net.Sockets;

namespace StreamLib.Hosts;

/// <summary>Files on their way to or from a host, in a session of their own.</summary>
internal static class Transfer
{
    // EPIPE; what .NET reads and writes pipes with may also say it as a socket's error.
    private const int BrokenPipe = 32;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    /// <summary>Runs a script that moves files.</summary>
    /// <param name="host">The host.</param>
    /// <param name="what">What this is, for the message when it fails.</param>
    /// <param name="mark">A new mark.</param>
    /// <param name="move">Defines <c>_sl_move</c>, which reads what <paramref name="send"/> writes.</param>
    /// <param name="send">Writes what goes there.</param>
    /// <param name="receive">Takes what comes from there.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <returns>Its exit status, and what it wrote to its standard error.</returns>
    public static async Task<(string Status, string Words)> RunAsync(
        Host host, string what, string mark, string move, Func<Stream, CancellationToken, Task>? send, Func<ReadOnlyMemory<byte>, ValueTask> receive, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.Lost);
        var session = await host.SessionAsync(Scripts.Assign(("_sl_mark", mark)) + move + Scripts.Transfer, end.Token).ConfigureAwait(false);
        // Reads of a pipe may not notice a token.
        await using var cut = end.Token.UnsafeRegister(static s => ((ShellSession)s!).Cut(), session).ConfigureAwait(false);
        try
        {
            var words = new TailText(4096);
            var errors = ErrorsAsync(session, words);
            var before = new TailText(4096);
            var begin = await ShellSession.BeginAsync(session.Output, before, end.Token).ConfigureAwait(false);
            if (begin is null || begin.StartsWith("refused ", StringComparison.Ordinal))
            {
                await errors.WaitAsync(s_lastWords, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                end.Token.ThrowIfCancellationRequested();
                throw begin is null
                    ? host.NoSession(session, $"{words}\n{before}")
                    : HostErrors.Transfer(host.Spec, what, begin["refused ".Length..]);
            }

            using var over = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            var sending = SendAsync(session, send, over.Token, end.Token);
            var ended = await session.Output.ReadAsync(receive, end.Token).ConfigureAwait(false);
            // Who still sends has nobody to read it.
            await over.CancelAsync().ConfigureAwait(false);
            await errors.WaitAsync(s_lastWords, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            end.Token.ThrowIfCancellationRequested();
            if (ended is null)
                throw HostErrors.Transfer(host.Spec, what, Ssh.Words(words.ToString(), "its session ended"));

            await sending.ConfigureAwait(false);
            return (ended.Split(' ')[^1], Ssh.Words(words.ToString(), "no reason was given"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && host.LostReason is { } reason)
        {
            throw HostErrors.Lost(host.Spec, reason);
        }
        finally
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(ShellSession session, Func<Stream, CancellationToken, Task>? send, CancellationToken over, CancellationToken cancellationToken)
    {
        try
        {
            if (send is not null)
                await send(session.Input, over).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
        catch (IOException e) when (e.InnerException is SocketException || e.HResult == BrokenPipe)
        {
            // The other side stopped reading; its status and its words say why.
        }
        finally
        {
            // Also when that failed, or the other side would wait for the rest.
            session.CloseInput();
        }
    }

    private static async Task ErrorsAsync(ShellSession session, TailText words)
    {
        string? mark;
        do
        {
            mark = await ShellSession.BeginAsync(session.Error, words, CancellationToken.None).ConfigureAwait(false);
        }
        while (mark is not null && !mark.StartsWith("end", StringComparison.Ordinal));
    }
}
