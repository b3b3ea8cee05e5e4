using System.Globalization;
using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>How a request goes out and its reply comes back.</summary>
public sealed partial class SyncClient
{
    private static long Number(string reply) => long.Parse(reply.AsSpan(reply.LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan? timeout) => timeout is not { } time || time == Timeout.InfiniteTimeSpan
        ? ""
        : FormattableString.Invariant($" {Math.Clamp(time.TotalSeconds, 0, 1e9):0.###}");

    /// <summary>Makes one line of a request, in which nothing that a caller gives can become another request.</summary>
    private static string LineOf(string verb, string? name, string rest)
    {
        var request = name is null ? verb : $"{verb} {name}";
        if (name is not null && Names.Problem(name, int.MaxValue) is { } problem) throw new SyncException(problem.Error, verb, problem.Text);
        if (Names.ProblemOfValue(rest, int.MaxValue) is { } wrong) throw new SyncException(wrong.Error, request, wrong.Text);
        if (!Names.IsText(rest))
            throw new SyncException(SyncError.Usage, request, "the value holds half a surrogate pair, which is no text: encode it, as base64");
        return request + rest;
    }

    /// <summary>Any request, also one that has no method: its reply without <c>ok</c>.</summary>
    internal async Task<string> Ask(string verb, string? name, string rest, CancellationToken ct, bool manyLines = false)
    {
        var line = LineOf(verb, name, rest);
        var request = name is null ? verb : $"{verb} {name}";
        ClientConnection? connection = null;
        try
        {
            if (!idle.TryPop(out connection)) connection = await OpenAsync(ct).ConfigureAwait(false);
            await connection.WriteAsync(line, ct).ConfigureAwait(false);
            var reply = await connection.ReadAsync(ct).ConfigureAwait(false);
            if (!reply.StartsWith("error ", StringComparison.Ordinal) && manyLines)
            {
                var lines = new List<string>();
                for (; reply != "."; reply = await connection.ReadAsync(ct).ConfigureAwait(false)) lines.Add(reply);
                reply = $"ok {string.Join('\n', lines)}";
            }

            Return(connection);
            connection = null;
            return Understand(reply, request);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            throw new SyncException(
                SyncError.Closed,
                request,
                isDisposed ? "this client is disposed" : $"the connection to the sync server at {server} has ended: {exception.Message}",
                exception);
        }
        finally
        {
            if (connection is not null) Drop(connection);
        }
    }

    private static string Understand(string reply, string request)
    {
        if (reply == "ok") return "";
        var words = reply.Split(' ', 3);
        if (words[0] == "ok") return reply[3..];
        throw words is ["error", var word, var text] && Enum.TryParse<SyncError>(word, ignoreCase: true, out var error)
            ? new SyncException(error, request, text)
            : new SyncException(SyncError.Usage, request, $"'{OneLine.Of(reply, 80)}' is no reply of a sync server", new InvalidDataException(reply));
    }

    private async Task<ClientConnection> OpenAsync(CancellationToken ct)
    {
        ClientConnection? connection = null;
        try
        {
            connection = await server.ConnectAsync(ct).ConfigureAwait(false);
            open[connection] = true;
            Server ??= connection.Peer;
            ObjectDisposedException.ThrowIf(isDisposed, this);

            // Further connections say their name, so that on a server that stands alone they are the same party.
            await connection.WriteAsync(Party.Length == 0 ? $"hello {token}{introduction}" : $"hello {token} {Party}", ct).ConfigureAwait(false);
            var words = Understand(await connection.ReadAsync(ct).ConfigureAwait(false), "hello").Split(' ');
            if (words is not ["streamlib", "1", var scope, var party])
                throw new SyncException(SyncError.Usage, $"connect to {server}", "a sync server of another version answers there", new InvalidDataException());
            (Scope, Party) = (scope["scope=".Length..], party["party=".Length..]);
            var opened = connection;
            connection = null;
            return opened;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new SyncException(
                SyncError.Closed,
                $"connect to {server}",
                $"{exception.Message}; is the job that started this sync server still running?",
                exception);
        }
        finally
        {
            if (connection is not null) Drop(connection);
        }
    }

    private void Return(ClientConnection connection)
    {
        idle.Push(connection);
        if (isDisposed) Drop(connection);
    }

    private void Drop(ClientConnection connection)
    {
        open.TryRemove(connection, out _);
        connection.Dispose();
    }
}
