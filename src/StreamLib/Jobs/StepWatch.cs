using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>Watches a started nested test until it has ended, for whatever reason, brings its reports back and judges it.</summary>
internal sealed class StepWatch(TestRun test, StreamRun stream, Step step, string id, IHostProcess process, NestedPlace place, NestedFiles files, OutputTail tail, StepStop stop)
{
    private const int MostNotes = 20;
    private static readonly TimeSpan s_lastMoment = TimeSpan.FromSeconds(2);
    private readonly Host host = stream.Host;
    private readonly Away? away = step.Expect.Within is { } within ? new(test, stream, step, stop, within) : null;

    private string Party => $"{stream.Name}/{id}";

    /// <summary>The result of an end that somebody has asked for on purpose; <c>null</c> for another one.</summary>
    public required Func<CommandResult, NestedResult?> AskedFor { get; init; }

    /// <summary>The ports that it was to listen on.</summary>
    public IEnumerable<int> Ports { get; init; } = [];

    /// <summary>Why it counts as never ready; <c>null</c> when it does not.</summary>
    public Func<string>? NeverReady { get; set; }

    /// <summary>Why it could not be asked whether it is ready; <c>null</c> when it could.</summary>
    public string? Unasked { get; set; }

    /// <summary>What it waited for when its time was over; empty when that was nothing, or its time was not over.</summary>
    public string Awaited { get; set; } = "";

    public async Task<NestedResult> ResultAsync()
    {
        try
        {
            var (end, timedOut, cutOff) = await EndAsync().ConfigureAwait(false);
            files.Dispose();
            if (Unasked is { } why)
                return new NestedResult { Party = Party, Outcome = Outcome.Error, Message = why, Details = tail.Text };
            // At once: whether somebody asked for it depends on how long ago that was.
            var asked = AskedFor(end);
            var stayed = away is not null && !timedOut && !cutOff;
            if (stayed && await away!.GoesAsync().ConfigureAwait(false)) return await away.ReturnAsync(Party).ConfigureAwait(false);
            var (report, isLost) = await BringBackAsync().ConfigureAwait(false);
            if (stayed && away!.IsLost()) return await away.ReturnAsync(Party).ConfigureAwait(false);
            if (isLost && step.Background && stream.Shared.MayLose(host)) return WentAway(report.Problem!);
            var result = await JudgeAsync(end, asked, report, timedOut, cutOff).ConfigureAwait(false);
            if (stayed && result.Outcome == Outcome.Pass) Note("its host did not go away, which it might have");
            return result;
        }
        catch (HostException) when (away is not null && away.IsLost())
        {
            files.Dispose();
            return await away.ReturnAsync(Party).ConfigureAwait(false);
        }
        catch (HostException e) when (step.Background && stream.Shared.MayLose(host))
        {
            files.Dispose();
            return WentAway(e.Message);
        }
#pragma warning disable CA1031 // Whatever happens to a step is its result: without one the run would wait for ever.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new NestedResult { Party = Party, Outcome = Outcome.Error, Message = e.Message, Details = tail.Text };
        }
        finally
        {
            await process.DisposeAsync().ConfigureAwait(false);
            Close();
        }
    }

    // Where its host was lost the files are still open, and hold back the last of what it wrote.
    private void Close()
    {
        try
        {
            files.Dispose();
        }
        catch (IOException e)
        {
            Warn($"the outputs of {Party} are not whole: {e.Message}");
        }
    }

    private async Task<(CommandResult End, bool TimedOut, bool CutOff)> EndAsync()
    {
        using var timeout = new CancellationTokenSource();
        if (step.Timeout is { } limit) timeout.CancelAfter(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Cut, timeout.Token);
        try
        {
            return (await process.Completion.WaitAsync(either.Token).ConfigureAwait(false), false, false);
        }
        catch (OperationCanceledException)
        {
            var cutOff = stop.Cut.IsCancellationRequested;
            if (!cutOff) Awaited = await test.WaitsOfAsync(Party).ConfigureAwait(false);
            await process.StopAsync().ConfigureAwait(false);
            return (await process.Completion.ConfigureAwait(false), !cutOff, cutOff);
        }
    }

    /// <summary>Brings back what it left: first what it reported, by which it is judged, and apart from that its other files.</summary>
    /// <returns>What it reported, and whether its host was lost by then.</returns>
    private async Task<(ReportedLines Report, bool IsLost)> BringBackAsync()
    {
        // The test waits for its own commands, not for what is done with what they left.
        using var apart = test.Apart.Begin();
        var bounds = ReportBounds.Default;
        using var limit = new CancellationTokenSource(bounds.Time);
        // Who wants the run to end does not wait for a long report.
        using var cut = stop.Cut.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).CancelAfter(s_lastMoment), limit);
        void Hide() => HiddenFiles.HideIn(test, stream, Party, place.Fetched, place.Report);
        var (report, found) = await ReportFile.ReadAsync(host, place, Hide, bounds, limit.Token).ConfigureAwait(false);
        Tell(report);
        if (found is null or { HasFolder: true, IsAlone: false } or { Kind: FileKind.Closed or FileKind.Folder })
            await FetchOutputAsync(found).ConfigureAwait(false);
        return (report, found is null && host.Lost.IsCancellationRequested);
    }

    private async Task FetchOutputAsync(FileOnHost? found)
    {
        var limitOfTime = test.Plan.Deadlines.CleanupTimeout;
        using var limit = new CancellationTokenSource(limitOfTime);
        try
        {
            var leftOut = await place.FetchAsync(found?.Kind == FileKind.File ? found.Size : null, limit.Token).ConfigureAwait(false);
            foreach (var left in leftOut.Take(MostNotes)) Note($"left out of the output: {left}");
        }
        catch (Exception e) when (e is OperationCanceledException or StreamLibException)
        {
            var why = e is OperationCanceledException
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"it took longer than the CleanupTimeout of {limitOfTime.TotalSeconds:0.###} s; what had come by then is there")
                : e.Message;
            test.Job.Log(LogSource.Host, $"the output folder of {Party} could not be fetched: {why}", LogLevel.Warning, test.Plan.Name, stream.Name);
            Note($"the output is not whole: {why}");
        }

        HiddenFiles.Hide(test, stream, Party, place.Fetched);
    }

    private void Tell(ReportedLines report)
    {
        foreach (var note in report.Notes) Note(note);
        foreach (var strange in report.Strange) Warn($"{Party} reported what is not understood: {strange}");
        if (report.Problem is { } problem) Warn($"{Party}: {problem}");
    }

    private void Warn(string text) => test.Job.Log(LogSource.Controller, text, LogLevel.Warning, test.Plan.Name, stream.Name);

    private void Note(string text) => test.Job.Events.Send(new NoteRecorded { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Text = text });

    private NestedResult WentAway(string why) =>
        new() { Party = Party, Outcome = Outcome.Pass, Message = $"ended because its host went away, as it may: {why}" };

    private async Task<SyncAccount> AccountAsync()
    {
        try
        {
            return await test.Scope.AccountOfAsync(Party).ConfigureAwait(false);
        }
        catch (SyncException)
        {
            // The server has ended, which ends the test.
            return SyncAccount.Clear;
        }
    }

    private async Task<NestedResult> JudgeAsync(CommandResult end, NestedResult? asked, ReportedLines report, bool timedOut, bool cutOff)
    {
        var evidence = new StepEvidence
        {
            Step = step,
            Party = Party,
            End = end,
            Report = report,
            LastLine = tail.Reason,
            LastLines = tail.Text,
            NeverReady = NeverReady?.Invoke(),
            TimedOut = timedOut,
            CutOff = cutOff ? stop.Result(Party) : null,
            Asked = asked,
            WasStopped = stop.IsAsked && (end.Stopped || stream.IsAskedToEnd),
            NotAwaited = stop.IsAsked ? NotAwaited.WhileItRan(stream, step, Party) : null,
            InTheEnd = process.InTheEnd,
            Grace = test.Plan.Deadlines.Grace,
            Account = await AccountAsync().ConfigureAwait(false),
        };
        if (OutcomeJudge.MayBeReleased(evidence))
            evidence = evidence with { Released = await Released.JudgeAsync(test, stream, Party).ConfigureAwait(false) };
        if (OutcomeJudge.EndedTooEarly(evidence))
            evidence = evidence with { PortHolders = await NotReady.HoldersAsync(host, tail.Text, Ports).ConfigureAwait(false) };
        return OutcomeJudge.Judge(evidence);
    }
}
