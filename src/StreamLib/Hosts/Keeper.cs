using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The controller's end of the first session on a host: it hears the heartbeats, answers small requests, and clears up in every ending.</summary>
internal sealed class Keeper : IAsyncDisposable
{
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_clearing = TimeSpan.FromSeconds(10);
    private const int TimesForLong = 10;

    private readonly Shell _way;
    private readonly HostSpec _host;
    private readonly HostOptions _options;
    private readonly ShellSession _session;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _requests = new(1);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TailText _words = new(4096);
    private int _reported;
    private readonly Lock _lock = new();
    private TaskCompletionSource<(int Status, string Text)>? _answer;
    private Task _errors = Task.CompletedTask;
    private Task _reading = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;
    private long _heard = Stopwatch.GetTimestamp();
    private int _number;

    private Keeper(Shell way, HostSpec host, HostOptions options, ShellSession session) => (_way, _host, _options, _session) = (way, host, options, session);

    /// <summary>What it saw of the host: <c>system</c>, <c>user</c>, <c>dotnet</c>, <c>folder</c>, <c>tools</c>, <c>reset</c>.</summary>
    public ImmutableDictionary<string, string> Facts { get; private set; } = ImmutableDictionary<string, string>.Empty;

    public int Pid => _session.Pid;

    public CancellationToken Lost => _lost.Token;

    public string? LostReason { get; private set; }

    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _heard));

    public static async Task<Keeper> OpenAsync(Shell way, HostSpec host, HostOptions options, CancellationToken cancellationToken)
    {
        var script = Scripts.Assign(
            ("_sl_job", options.Job),
            ("_sl_tag", Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(5))),
            ("_sl_from", $"from {Environment.MachineName}"),
            ("_sl_base", host.Directory ?? ""),
            ("_sl_limit", HostOptions.Seconds(options.HeartbeatLimit)),
            ("_sl_grace", HostOptions.Seconds(options.Grace)),
            ("_sl_undoing", HostOptions.Seconds(options.CleanupTimeout - options.Grace)),
            // Where what ends this process and all that it has started reaches the keeper, too.
            ("_sl_guard", host.Way[0].Kind is "local" or "exec" ? Scripts.Guard : ""),
            ("_sl_needs", string.Join(' ', NeededPrograms.All)),
            ("_sl_put_away", Scripts.Login),
            ("_sl_supervise", Scripts.Supervise),
            ("_sl_stream_sync", Scripts.StreamSync)) + "eval \"$_sl_put_away\"\n" + Scripts.Keeper;
        var session = await ShellSession.StartAsync(way, host, options, script, Seat.First, cancellationToken).ConfigureAwait(false);
        var keeper = new Keeper(way, host, options, session);
        try
        {
            await keeper.BeginAsync(cancellationToken).ConfigureAwait(false);
            return keeper;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // What the client that leads there reported, or else was printed, since the session began.
    private string Words(string fallback)
    {
        var reported = _way.Reported(Seat.First);
        var words = Ssh.Words(reported[Math.Min(_reported, reported.Length)..], Ssh.Words(Printed(), fallback));
        return words;
    }

    private string Printed()
    {
        lock (_lock)
            return _words.ToString();
    }

    /// <summary>Runs a short script there, in which the functions of <c>marks.sh</c> can be used; one after another.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="HostException">The host was lost; it counts as lost, too, when it does not answer within
    /// <see cref="HostOptions.CleanupTimeout"/>.</exception>
    public Task<string> RequestAsync(string script, CancellationToken cancellationToken) =>
        RequestAsync(script, _options.CleanupTimeout, cancellationToken);

    /// <summary>Runs there what may take longer, as where much is to be read.</summary>
    /// <inheritdoc cref="RequestAsync(string, CancellationToken)"/>
    public Task<string> RequestLongAsync(string script, CancellationToken cancellationToken) =>
        RequestAsync(script, TimesForLong * _options.CleanupTimeout, cancellationToken);

    /// <summary>Takes the lock of the host, <c>exclusive</c> or <c>shared</c>, or lets go of it: <c>release</c>.</summary>
    /// <returns>What <c>hold.sh</c> says.</returns>
    public async Task<string> HoldAsync(string how, CancellationToken cancellationToken) =>
        (await AskAsync("hold", how, _options.CleanupTimeout).WaitAsync(cancellationToken).ConfigureAwait(false)).Text;

    /// <summary>Ends what is left there and removes the folder.</summary>
    /// <returns>What was left; <c>null</c> when the host did not answer in time.</returns>
    public async Task<string?> CloseAsync(CancellationToken cancellationToken)
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        try
        {
            await _session.SendAsync("end", cancellationToken).ConfigureAwait(false);
            return await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HostException)
        {
            return null;
        }
    }

    /// <summary>Looks whether the host is gone, where something ended badly that nobody had ended; it is lost then.</summary>
    public async Task<bool> CheckAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        limit.CancelAfter(s_clearing);
        try
        {
            if (await _way.GoneAsync(limit.Token).ConfigureAwait(false) is { } why)
                await LoseAsync(Words(why)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It does not say.
        }

        return Lost.IsCancellationRequested;
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        await _session.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_reading, _errors, _beating).WaitAsync(s_lastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _errors = ReadErrorsAsync();
        var before = new TailText(4096);
        var mark = await ShellSession.BeginAsync(_session.Output, before, cancellationToken).ConfigureAwait(false);
        Log(before.ToString());
        if (mark is null)
        {
            await _errors.WaitAsync(s_lastWords, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Log(_way.Reported(Seat.First));
            throw _way.Failure(_host, Seat.First, $"{Printed()}\n{before}");
        }

        _way.HasBegun(Seat.First);
        var reported = _way.Reported(Seat.First);
        Log(reported);
        _reported = reported.Length;

        if (mark.Split(' ', 3) is ["refused", var why, var what])
            throw Refused(why, what);

        if (mark == "deaf")
            throw HostErrors.Deaf(_host);

        var facts = new TailText(64 * 1024);
        if (await ShellSession.BeginAsync(_session.Output, facts, cancellationToken).ConfigureAwait(false) is null)
            throw _way.Failure(_host, Seat.First, Printed());

        Facts = facts.ToString().Split('\n').Select(l => l.Split(' ', 2)).Where(w => w is [_, { Length: > 0 }]).ToImmutableDictionary(w => w[0], w => w[1]);
        _heard = Stopwatch.GetTimestamp();
        _reading = ReadAsync();
        _beating = BeatAsync();
    }

    private HostException Refused(string why, string what) => why switch
    {
        "lacks" => HostErrors.Lacks(_host, what.Split(' ')),
        "blind" => HostErrors.Blind(_host, what),
        _ => HostErrors.NoFolder(_host, what),
    };

    private async Task<string> RequestAsync(string script, TimeSpan limit, CancellationToken cancellationToken) =>
        (await AskAsync("do", ShellQuote.Escape(script), limit).WaitAsync(cancellationToken).ConfigureAwait(false)).Text;

    private async Task<(int Status, string Text)> AskAsync(string verb, string what, TimeSpan limit)
    {
        await _requests.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var answer = new TaskCompletionSource<(int, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                if (LostReason is { } reason)
                    throw HostErrors.Lost(_host, reason);
                _answer = answer;
            }

            var line = string.Create(CultureInfo.InvariantCulture, $"{verb} {++_number} {what}");
            await _session.SendAsync(line, CancellationToken.None).ConfigureAwait(false);
            await ((Task)answer.Task).WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // It beats, but something there hangs: nothing more can be found or ended by it.
            if (!answer.Task.IsCompleted)
            {
                var why = $"it answered no request for {HostOptions.Seconds(limit)} s, as when a file system hangs";
                await LoseAsync(why).ConfigureAwait(false);
            }

            return await answer.Task.ConfigureAwait(false);
        }
        finally
        {
            _requests.Release();
        }
    }

    private async Task ReadAsync()
    {
        var text = new TailText(1024 * 1024);
        while (await ShellSession.BeginAsync(_session.Output, text, CancellationToken.None).ConfigureAwait(false) is { } mark)
        {
            Volatile.Write(ref _heard, Stopwatch.GetTimestamp());
            if (mark.StartsWith("reply ", StringComparison.Ordinal))
            {
                TaskCompletionSource<(int, string)>? answer;
                lock (_lock)
                    (answer, _answer) = (_answer, null);
                answer?.TrySetResult((int.Parse(mark.Split(' ')[^1], CultureInfo.InvariantCulture), text.ToString().Trim('\n')));
                text = new(1024 * 1024);
            }
            else if (mark == "end")
            {
                _ended.TrySetResult(text.ToString());
                return;
            }
            else if (mark == "silent" && !_closed.IsCancellationRequested)
            {
                var limit = HostOptions.Seconds(_options.HeartbeatLimit);
                if (!await CheckAsync().ConfigureAwait(false))
                    await LoseAsync($"it heard nothing from this machine for {limit} s (HeartbeatLimit) and ended what ran there").ConfigureAwait(false);
            }
        }

        await _errors.WaitAsync(s_lastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LoseAsync(Words("the connection ended")).ConfigureAwait(false);
    }

    private async Task ReadErrorsAsync()
    {
        var lines = new LineSplitter(Heard);
        var mark = "";
        while (mark is not null)
        {
            mark = await _session.Error.ReadAsync(
                bytes =>
                {
                    lock (_lock)
                        _words.Add(bytes.Span);
                    lines.Add(bytes.Span);
                    return ValueTask.CompletedTask;
                },
                CancellationToken.None).ConfigureAwait(false);
            // What came before the mark is a banner, or was printed by a login shell.
            if (mark is not null)
            {
                lock (_lock)
                    _words = new(4096);
            }
        }

        lines.End();
    }

    private async Task BeatAsync()
    {
        var tick = _options.HeartbeatInterval < _options.HeartbeatLimit / 5 ? _options.HeartbeatInterval : _options.HeartbeatLimit / 5;
        using var timer = new PeriodicTimer(tick);
        var sent = Stopwatch.GetTimestamp();
        var sending = Task.CompletedTask;
        try
        {
            while (await timer.WaitForNextTickAsync(_closed.Token).ConfigureAwait(false) && !Lost.IsCancellationRequested)
            {
                if (Silence > _options.HeartbeatLimit)
                {
                    var limit = HostOptions.Seconds(_options.HeartbeatLimit);
                    await LoseAsync(Words($"it gave no sign of life for {limit} s (HeartbeatLimit)")).ConfigureAwait(false);
                }
                else if (sending.IsCompleted && Stopwatch.GetElapsedTime(sent) + (tick / 2) >= _options.HeartbeatInterval)
                {
                    sent = Stopwatch.GetTimestamp();
                    sending = _session.SendAsync("beat", CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task LoseAsync(string reason)
    {
        TaskCompletionSource<(int, string)>? answer;
        lock (_lock)
        {
            if (LostReason is not null || _ended.Task.IsCompleted)
                return;
            LostReason = reason;
            (answer, _answer) = (_answer, null);
        }

        var error = HostErrors.Lost(_host, reason);
        answer?.TrySetException(error);
        _ended.TrySetException(error);
        _ = _ended.Task.Exception;
        _session.Cut(_way.ClearsUpThere ? null : _options.Grace + s_clearing);
        await _lost.CancelAsync().ConfigureAwait(false);
    }

    private void Heard(string line)
    {
        Log(line);
        if (!_closed.IsCancellationRequested && _way.SaysGone(line))
            _ = LoseAsync(Words(line));
    }

    private void Log(string text)
    {
        if (_options.Log is not { } log)
            return;

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            log(new($"{_host.Name}: {line}"));
    }
}
