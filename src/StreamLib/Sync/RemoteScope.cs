using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;

namespace StreamLib.Sync;

/// <summary>The scope of a job whose sync server runs in another process: everything goes over the control requests, in order.</summary>
internal sealed class RemoteScope : IJobScope, IAsyncDisposable
{
    /// <summary>What a job tells is answered at once, or not at all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Func<Task>> told = Channel.CreateUnbounded<Func<Task>>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, string> lastLines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<SyncClient>> parties = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> tokens = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource lost = new();
    private readonly SyncClient opener;
    private readonly SyncClient control;
    private readonly RemoteLog log;
    private readonly string address;
    private readonly Task telling;
    private readonly Task reading;
    private volatile bool isEnding;

    private RemoteScope(string address, string token, SyncClient opener, SyncClient control, Action<string> log)
    {
        (Name, ControlToken) = (control.Scope, token);
        (this.address, EndPoint, this.opener, this.control) = (address, opener.Server!, opener, control);
        this.log = new RemoteLog(line => Heard(line, log));
        Lost = lost.Token;
        telling = TellAsync();
        reading = ReadLogAsync();
    }

    public string Name { get; }

    public string ControlToken { get; }

    public IPEndPoint EndPoint { get; }

    public CancellationToken Lost { get; }

    public string LostBecause { get; private set; } = "";

    /// <summary>Opens a scope on a server that runs already. It ends when this is disposed, and with this process.</summary>
    /// <param name="address">Where the server listens.</param>
    /// <param name="token">The token of the server.</param>
    /// <param name="names">What the scope may be called: the first name that is free.</param>
    /// <param name="log">Receives the log of the scope, as from a server in process.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="SyncException">The server cannot be reached, or does not know the token.</exception>
    internal static async Task<RemoteScope> OpenAsync(string address, string token, IReadOnlyList<string> names, Action<string> log, CancellationToken ct)
    {
        var opener = await SyncClient.ConnectAsync(address, token, ct).ConfigureAwait(false);
        try
        {
            var controlToken = await OpenAsync(opener, names, ct).ConfigureAwait(false);
            var control = await SyncClient.ConnectAsync(address, controlToken, ct).ConfigureAwait(false);
            return new RemoteScope(address, controlToken, opener, control, log);
        }
        catch
        {
            await opener.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void AddStream(string stream, string role) => Tell("stream", stream, $" {role}");

    public void RemoveStream(string stream) => Tell("leave", stream, "");

    public void Ended(string party, SyncEnding ending, string text) => Tell("ended", party, $" {WordOf(ending)} {OneLine.Of(text)}");

    public void Doing(string stream, string text) => Tell("doing", stream, $" {OneLine.Of(text)}");

    /// <summary>Of many lines only the last is worth sending.</summary>
    public void LastLine(string stream, string line)
    {
        var isNew = true;
        lastLines.AddOrUpdate(stream, line, (_, _) =>
        {
            isNew = false;
            return line;
        });
        if (isNew) told.Writer.TryWrite(() => lastLines.TryRemove(stream, out var last) ? Send("line", stream, $" {OneLine.Of(last, 200)}") : Task.CompletedTask);
    }

    public void Seal() => Tell("seal", name: null, "");

    public void Fail(string cause) => Tell("fail", name: null, $" {OneLine.Of(cause)}");

    public void Hint(string text) => Tell("hint", name: null, $" {OneLine.Of(text)}");

    public void EndWaitsIn(TimeSpan time, string? party = null) =>
        Tell("deadline", name: null, FormattableString.Invariant($" {time.TotalSeconds:0.###}{(party is null ? "" : $" {party}")}"));

    public async ValueTask<string> JoinAsync(
        string party, string? stream, string? after = null, string? only = null, PartyKind kind = PartyKind.Foreground)
    {
        var isPlain = after is null && only is null && kind == PartyKind.Foreground;
        var order = isPlain ? "" : $" - {after ?? "-"} {only ?? "-"} {PartyKinds.WordOf(kind)}";
        return tokens[party] = await Ask("join", party, $" {stream ?? "-"}{order}").ConfigureAwait(false);
    }

    public async ValueTask<ISync> AsAsync(string party) =>
        await parties.GetOrAdd(party, ConnectAsync).ConfigureAwait(false);

    public async ValueTask<SyncBreak?> BreakToldToAsync(string party) =>
        await Ask("told", party, "").ConfigureAwait(false) is { Length: > 0 } text ? BreakText.Parse(text) : null;

    public Action<string>? GivenUp { get; set; }

    public async ValueTask<SyncAccount> AccountOfAsync(string party) =>
        SyncAccount.Parse(await Ask("account", party, "").ConfigureAwait(false));

    public ValueTask<string> WaitsOfAsync(string party) => Ask("waits", party, "");

    public ValueTask<string> DoingNowAsync() => Ask("doing", name: null, "");

    public async ValueTask DisposeAsync()
    {
        if (isEnding) return;
        isEnding = true;
        told.Writer.TryWrite(EndAsync);
        told.Writer.Complete();
        await telling.ConfigureAwait(false);
        await opener.DisposeAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        await control.DisposeAsync().ConfigureAwait(false);
        foreach (var party in parties.Values.Where(task => task.IsCompletedSuccessfully))
            await (await party.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        lost.Dispose();
    }

    private static async Task<string> OpenAsync(SyncClient opener, IReadOnlyList<string> names, CancellationToken ct)
    {
        foreach (var name in names.SkipLast(1))
        {
            try
            {
                return await opener.Ask("open", name, "", ct).ConfigureAwait(false);
            }
            catch (SyncException taken) when (taken.Error == SyncError.Usage)
            {
            }
        }

        return await opener.Ask("open", names[^1], "", ct).ConfigureAwait(false);
    }

    // The line after it says that the scope failed because of it. What the job told itself comes back here, too, and changes nothing there.
    private void Heard(string line, Action<string> write)
    {
        if (line.StartsWith(SyncScope.GivenUpByHand, StringComparison.Ordinal)) GivenUp?.Invoke(line[SyncScope.GivenUpByHand.Length..]);
        else write(line);
    }

    private static string WordOf(SyncEnding ending) => ending switch
    {
        SyncEnding.Passed => "passed",
        SyncEnding.Failed => "failed",
        _ => "expected-failure",
    };

    private async Task<SyncClient> ConnectAsync(string party)
    {
        // To join again would say that it may arrive anywhere.
        var stream = party.Contains('/', StringComparison.Ordinal) ? "" : " -";
        if (!tokens.TryGetValue(party, out var token)) token = await Ask("join", party, stream).ConfigureAwait(false);
        return await SyncClient.ConnectAsync(address, token, Lost).ConfigureAwait(false);
    }

    private void Tell(string verb, string? name, string rest) => told.Writer.TryWrite(() => Send(verb, name, rest));

    private async Task<string> Send(string verb, string? name, string rest)
    {
        try
        {
            return await control.Ask(verb, name, rest, Lost).WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (TimeoutException silence)
        {
            throw new SyncException(SyncError.Closed, verb, $"it did not answer within {Patience.TotalSeconds:0} s", silence);
        }
    }

    private async ValueTask<string> Ask(string verb, string? name, string rest)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTold = told.Writer.TryWrite(async () =>
        {
            try
            {
                answer.SetResult(await Send(verb, name, rest).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is SyncException or OperationCanceledException)
            {
                answer.SetException(exception is SyncException ? exception : Gone(verb));
                if (exception is SyncException { Error: SyncError.Closed }) throw;
            }
        });
        return isTold ? await answer.Task.ConfigureAwait(false) : throw Gone(verb);
    }

    private SyncException Gone(string verb) => new(SyncError.Closed, verb, LostBecause.Length > 0 ? LostBecause : "this scope is disposed");

    private async Task TellAsync()
    {
        await foreach (var send in told.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await send().ConfigureAwait(false);
            }
            catch (SyncException exception) when (exception.Error != SyncError.Closed)
            {
                log.Say($"the sync server refused what the job told: {exception.Message}");
            }
            catch (Exception exception) when (exception is SyncException or OperationCanceledException)
            {
                Lose(exception.Message);
            }
        }
    }

    private async Task ReadLogAsync()
    {
        try
        {
            while (true) log.Take(await opener.Ask("log", name: null, FormattableString.Invariant($" {log.Last}"), CancellationToken.None).ConfigureAwait(false));
        }
        catch (SyncException exception)
        {
            if (!isEnding) Lose(exception.Reason);
        }
    }

    /// <summary>Reads the rest of the log before the scope goes.</summary>
    private async Task EndAsync()
    {
        try
        {
            while (true) log.Take(await Send("log", name: null, FormattableString.Invariant($" {log.Last} 0")).ConfigureAwait(false));
        }
        catch (SyncException exception) when (exception.Error == SyncError.Timeout)
        {
            await Send("close", name: null, "").ConfigureAwait(false);
        }
    }

    private void Lose(string reason)
    {
        if (Lost.IsCancellationRequested) return;
        LostBecause = $"the sync server at {address} was lost: {reason}";
        lost.Cancel();
    }
}
