using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A command that was started on a host.</summary>
public sealed class HostProcess : IHostProcess
{
    private const int LooksAtMark = 50;
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private readonly Host _host;
    private readonly HostCommand _command;
    private readonly ShellSession _session;
    private readonly string _mark;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly OutputSink _output;
    private readonly OutputSink _error;
    private readonly TailText _lastError = new(4096);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private long _stopped;
    private bool _killed;
    private volatile bool _isPaused;
    private volatile string? _left;
    private Task? _stopping;

    private HostProcess(Host host, HostCommand command, ShellSession session, string mark, int pid, Task<string?> errorBegin)
    {
        (_host, _command, _session, _mark, Pid) = (host, command, session, mark, pid);
        _output = new(command.OutputTo, command.OnOutput, command.Flood, command.OpenOutput);
        _error = new(command.ErrorTo, command.OnError, open: command.OpenError);
        Completion = CompleteAsync(errorBegin);
        Closed = CloseAsync();
    }

    /// <summary>The number of its process on the host, which is also that of its session.</summary>
    public int Pid { get; }

    /// <summary>How it ended. Its outputs are complete by then. Fails with a <see cref="HostException"/> when the host was lost.</summary>
    public Task<CommandResult> Completion { get; }

    internal Task Closed { get; }

    /// <summary>The file on the host that marks all that belongs to it.</summary>
    internal string Mark => _mark;

    bool IHostProcess.IsAsked => Interlocked.Read(ref _stopped) != 0;

    string IHostProcess.InTheEnd => "was killed";

    private TimeSpan Grace => _command.Grace ?? _host.Options.Grace;

    internal static async Task<HostProcess> StartAsync(Host host, HostCommand command, string mark, CancellationToken cancellationToken)
    {
        if (LongTexts.WhyNot(command) is { } tooLong)
        {
            // Nobody else chose the length of a command of ours.
            throw command.IsOwn
                ? HostErrors.NotPrepared(host.Spec, "starting a command of StreamLib's own", tooLong)
                : CommandException.TooLong(host.Name, tooLong);
        }

        var common = await host.CommonVariablesAsync(command.Common, cancellationToken).ConfigureAwait(false);
        var script = Scripts.Assign(
            ("_sl_mark", mark),
            ("_sl_line", command.Line),
            ("_sl_directory", command.WorkingDirectory ?? ""),
            ("_sl_grace", HostOptions.Seconds(command.Grace ?? host.Options.Grace)),
            ("_sl_late", HostOptions.Seconds(host.Options.OutputGrace)),
            ("_sl_reset", host.Reset),
            ("_sl_ours", command.IsOwn ? "yes" : ""))
            + Export(command, common, mark) + $". {ShellQuote.Word(host.Folder + "/supervise.sh")}\n";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.Lost);
        ShellSession session;
        try
        {
            session = await host.SessionAsync(script, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && host.LostReason is { } reason)
        {
            throw HostErrors.Lost(host.Spec, reason);
        }

        var (before, beforeError) = (new TailText(4096), new TailText(4096));
        try
        {
            // A launcher may take its time, but not all time.
            limit.CancelAfter(host.Options.ConnectTimeout);
            var errorBegin = ShellSession.BeginAsync(session.Error, beforeError, CancellationToken.None);
            var begin = await ShellSession.BeginAsync(session.Output, before, limit.Token).ConfigureAwait(false);
            switch (begin?.Split(' ', 2))
            {
                case ["begin", var pid]:
                    return new(host, command, session, mark, int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, errorBegin);
                case ["refused", var why] when why.StartsWith("cannot write ", StringComparison.Ordinal):
                    throw HostErrors.NoFolder(host.Spec, why);
                case ["refused", var why]:
                    throw CommandException.Refused(host.Name, command.Line, why);
                default:
                    await ((Task)errorBegin).WaitAsync(s_lastWords, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    throw host.NoSession(session, $"{beforeError}\n{before}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            var late = $"no shell was there within {HostOptions.Seconds(host.Options.ConnectTimeout)} s (ConnectTimeout)";
            throw host.NoSession(session, $"{late}\n{beforeError}");
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks it and all that it started to end (TERM), and after the grace makes it end (KILL). Returns when it has ended; does nothing when it had.</summary>
    public Task StopAsync()
    {
        lock (_lock)
            return _stopping ??= StopOnceAsync();
    }

    /// <summary>Ends it and all that it started at once (KILL). Returns when it has ended; does nothing when it had.</summary>
    public async Task KillAsync()
    {
        if (Completion.IsCompleted)
            return;

        _killed = true;
        Interlocked.CompareExchange(ref _stopped, Stopwatch.GetTimestamp(), 0);
        await _session.SendAsync("kill", CancellationToken.None).ConfigureAwait(false);
        await _ended.Task.WaitAsync(_host.Options.CleanupTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_ended.Task.IsCompleted)
        {
            await FindLeftAsync().ConfigureAwait(false);
            _session.Cut();
        }

        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Sends a signal to the process of the command itself, as <c>kill</c> does; those that hold up and let go on (STOP, CONT…) to all that it started, too.</summary>
    /// <param name="name">The signal, as in <c>HUP</c>.</param>
    /// <returns>Whether it was there to be sent one: <c>false</c> when it had ended.</returns>
    /// <exception cref="PlanException">There is no such signal.</exception>
    /// <exception cref="CommandException">This user may not send it one.</exception>
    /// <exception cref="HostException">The host was lost.</exception>
    public async Task<bool> SignalAsync(string name)
    {
        var signal = SignalName.Parse(name);
        if (Completion.IsCompleted)
            return false;

        var mark = ShellQuote.Word(_mark);
        // Of all that it has started some may have ended by the time that they are sent it.
        var send = SignalName.IsPausing(signal) ? $"{{ _sl_signal {signal} {mark}; :; }}" : $"kill -{signal} \"$_sl_p\"";
        // A mark says whose number it is, and tells of the end before the number can be another one's. While the supervisor looks how it is, it says something else.
        var answer = await _host.RequestAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            _sl_n=0
            while [ $_sl_n -lt {{LooksAtMark}} ]; do
            _sl_p=ended _sl_rest=
            read -r _sl_p _sl_rest <{{mark}}
            case $_sl_p in ended) break ;; *[!0-9]*) sleep 0.1 || sleep 1 ;; *) {{send}} && echo sent; exit ;; esac
            _sl_n=$((_sl_n + 1))
            done
            echo ended
            """)).ConfigureAwait(false);
        if (answer == "ended")
            return false;
        if (answer != "sent")
            throw CommandException.NotSignalled(_host.Name, signal, _command.Line, Ssh.Words(answer, "kill said nothing"));

        _isPaused = SignalName.IsPausing(signal) ? signal != "CONT" : _isPaused;
        return true;
    }

    /// <summary>Stops it when it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await Closed.ConfigureAwait(false);
    }

    /// <summary>Takes the connection away: on the host that ends it.</summary>
    internal void Cut() => _session.Cut();

    private static string Export(HostCommand command, string? common, string mark)
    {
        var text = new StringBuilder("_sl_export() {\n");
        if (common is not null) text.Append(". ").Append(common).Append('\n');
        foreach (var (name, value) in command.Environment)
        {
            if (common is null || !command.Common.TryGetValue(name, out var known) || known != value)
                text.Append(CommonVariables.Export(name, value));
        }

        if (command.PathFirst.Length > 0)
            text.Append("export PATH=").Append(ShellQuote.Word(command.PathFirst)).Append("\"${PATH:+:$PATH}\"\n");
        // Of a controller that runs on a host itself, the marks above it stay, so that a sweep there finds all.
        return text.Append("export STREAMLIB_MARK=").Append(ShellQuote.Word(mark)).Append("\"${STREAMLIB_MARK:+:$STREAMLIB_MARK}\"\n}\n").ToString();
    }

    private async Task StopOnceAsync()
    {
        if (Completion.IsCompleted)
            return;

        Interlocked.CompareExchange(ref _stopped, Stopwatch.GetTimestamp(), 0);
        await _session.SendAsync("stop", CancellationToken.None).ConfigureAwait(false);
        if (_isPaused)
            await ((Task)SignalAsync("CONT")).WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ended.Task.WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.Task.IsCompleted)
            await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        else
            await KillAsync().ConfigureAwait(false);
    }

    private async Task<CommandResult> CompleteAsync(Task<string?> errorBegin)
    {
        try
        {
            var error = PumpErrorAsync(errorBegin);
            var end = await PumpAsync(_session.Output, _output).ConfigureAwait(false);
            var duration = Stopwatch.GetElapsedTime(_started);
            // The mark on standard error is written first. Without one on standard output, all that counts is what is there.
            await ((Task)error).WaitAsync(end is null ? s_lastWords : _host.Options.CleanupTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (error.IsFaulted)
                await error.ConfigureAwait(false);
            if (end is null || !error.IsCompleted || await error.ConfigureAwait(false) is null)
                throw await LostAsync().ConfigureAwait(false);

            _ended.TrySetResult();
            return await ResultAsync(end, duration).ConfigureAwait(false);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private async Task<CommandResult> ResultAsync(string end, TimeSpan duration)
    {
        var (exitCode, signal) = CommandEnding.Parse(end.Split(' ', 2) is [_, var job] ? job : "");
        var stopped = Interlocked.Read(ref _stopped);
        var forced = _killed && signal == "KILL";
        if (stopped != 0)
        {
            var left = Grace - Stopwatch.GetElapsedTime(stopped);
            var report = await _host.SweepMarkAsync(_mark, _killed ? "KILL" : "", left > TimeSpan.Zero ? left : TimeSpan.Zero).ConfigureAwait(false);
            forced |= !report.Forced.IsEmpty;
        }

        if (stopped == 0 && exitCode != 0 && await _host.IsGoneAsync().ConfigureAwait(false))
            throw await LostAsync().ConfigureAwait(false);

        return new()
        {
            Line = _command.Line,
            Host = _host.Name,
            ExitCode = exitCode,
            Signal = signal,
            Stopped = stopped != 0,
            Forced = forced,
            Output = _output.Text,
            Error = _error.Text,
            Duration = duration,
        };
    }

    private async Task<string?> PumpErrorAsync(Task<string?> begin) =>
        await begin.ConfigureAwait(false) is null ? null : await PumpAsync(_session.Error, _error).ConfigureAwait(false);

    private async Task<string?> PumpAsync(MarkReader reader, OutputSink sink)
    {
        try
        {
            string? end;
            do
            {
                end = await reader.ReadAsync(
                    async bytes =>
                    {
                        if (sink == _error)
                            _lastError.Add(bytes.Span);
                        await sink.AddAsync(bytes).ConfigureAwait(false);
                    },
                    CancellationToken.None).ConfigureAwait(false);
            }
            while (IsHeld(end));
            await sink.EndAsync().ConfigureAwait(false);
            return end;
        }
        catch
        {
            // Whoever wanted the output cannot take it. Without a connection the command ends.
            _session.Cut();
            throw;
        }
    }

    private bool IsHeld(string? mark)
    {
        const string Held = "held ";
        if (mark?.StartsWith(Held, StringComparison.Ordinal) != true)
            return false;

        _host.Warn($"'{_command.Line}' has ended, but process {mark[Held.Length..].TrimEnd()} still holds its outputs: what it writes after {HostOptions.Seconds(_host.Options.OutputGrace)} s (OutputGrace) is not read");
        return true;
    }

    private async Task<HostException> LostAsync()
    {
        // The first session knows best; it may hear of it a moment later.
        await Task.Delay(TimeSpan.FromSeconds(1), _host.Lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_host.LostReason is { } reason)
            return HostErrors.Lost(_host.Spec, reason);
        if (_left is { } left)
            return HostErrors.NotEnded(_host.Spec, _command.Line, left);
        // What the command wrote, or the launcher: nobody can tell, so it is no reason.
        var last = Ssh.Words(_lastError.ToString().TrimEnd().Split('\n')[^1], "");
        return HostErrors.SessionLost(_host.Spec, _command.Line, last.Length == 0 ? "" : $" (the last line of its standard error: {last})");
    }

    // Who could not be ended, of which the host knows.
    private async Task FindLeftAsync()
    {
        try
        {
            var sweeping = _host.SweepMarkAsync(_mark, "KILL", TimeSpan.Zero);
            var left = (await sweeping.WaitAsync(_host.Options.CleanupTimeout).ConfigureAwait(false)).MayNotKill;
            if (!left.IsEmpty)
                _left = string.Join(" and ", left.Select(p => FormattableString.Invariant($"process {p.Pid} ({p.Command})")));
        }
        catch (Exception e) when (e is HostException or TimeoutException)
        {
            // The host is lost.
        }
    }

    private async Task CloseAsync()
    {
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _session.DisposeAsync().ConfigureAwait(false);
        _host.Forget(this);
    }
}
