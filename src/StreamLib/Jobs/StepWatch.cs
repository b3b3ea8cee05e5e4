using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Watches a started nested test until it has ended, for whatever reason, brings its reports back and judges it.</summary>
internal sealed class StepWatch(TestRun test, StreamRun stream, Step step, string id, IHostProcess process, NestedPlace place, NestedFiles files, OutputTail tail, StepStop stop)
{
    private const int MostNotes = 20;
    private readonly Host host = stream.Host;
    private readonly Away? away = step.Expect.Within is { } within ? new(test, stream, step, stop, within) : null;
    private bool isFetched;

    private string Party => $"{stream.Name}/{id}";

    /// <summary>The result of an end that somebody has asked for on purpose; <c>null</c> for another one.</summary>
    public required Func<CommandResult, NestedResult?> AskedFor { get; init; }

    /// <summary>The ports that it was to listen on.</summary>
    public IEnumerable<int> Ports { get; init; } = [];

    /// <summary>Why it counts as never ready; <c>null</c> when it does not.</summary>
    public Func<string>? NeverReady { get; set; }

    public async Task<NestedResult> ResultAsync()
    {
        try
        {
            var (end, timedOut, cutOff) = await EndAsync().ConfigureAwait(false);
            files.Dispose();
            // At once: whether somebody asked for it depends on how long ago that was.
            var asked = AskedFor(end);
            var stayed = away is not null && !timedOut && !cutOff;
            if (stayed && await away!.GoesAsync().ConfigureAwait(false)) return await away.ReturnAsync(Party).ConfigureAwait(false);
            var report = await ReportAsync().ConfigureAwait(false);
            if (stayed && away!.IsLost()) return await away.ReturnAsync(Party).ConfigureAwait(false);
            var judged = await JudgeAsync(end, asked, report, timedOut, cutOff).ConfigureAwait(false);
            if (stayed && judged.Outcome == Outcome.Pass) Note("its host did not go away, which it might have");
            judged = judged with { ExitStatus = end.ExitCode };
            // What was ended on purpose may have had no time to measure.
            return Expected.Of(step, Limits.Of(step, judged, report, isWhole: asked is null)) with { Party = Party, Signal = end.Signal, Metrics = report.Metrics };
        }
        catch (HostException) when (away is not null && away.IsLost())
        {
            files.Dispose();
            return await away.ReturnAsync(Party).ConfigureAwait(false);
        }
        catch (HostException e) when (step.Background && stream.Shared.MayLose(host))
        {
            files.Dispose();
            return new NestedResult { Party = Party, Outcome = Outcome.Pass, Message = $"ended because its host went away, as it may: {e.Message}" };
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
            await process.StopAsync().ConfigureAwait(false);
            return (await process.Completion.ConfigureAwait(false), !cutOff, cutOff);
        }
    }

    private async Task<ReportedLines> ReportAsync()
    {
        using var limit = new CancellationTokenSource(test.Plan.Deadlines.CleanupTimeout);
        try
        {
            var leftOut = await place.FetchAsync(limit.Token).ConfigureAwait(false);
            isFetched = leftOut.IsEmpty;
            foreach (var left in leftOut.Take(MostNotes))
                test.Job.Events.Send(new NoteRecorded { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Text = $"left out of the output: {left}" });
        }
        catch (Exception e) when (e is OperationCanceledException or StreamLibException)
        {
            var why = e is OperationCanceledException
                ? string.Create(CultureInfo.InvariantCulture, $"it took longer than the CleanupTimeout of {test.Plan.Deadlines.CleanupTimeout.TotalSeconds:0.###} s; what had come by then is there")
                : e.Message;
            test.Job.Log(LogSource.Host, $"the output folder of {Party} could not be fetched: {why}", LogLevel.Warning, test.Plan.Name, stream.Name);
            test.Job.Events.Send(new NoteRecorded { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Text = $"the output is not whole: {why}" });
        }

        HiddenFiles.Hide(test, stream, Party, place.Fetched);
        var report = ReportedLines.Read(place.Report);
        foreach (var note in report.Notes) test.Job.Events.Send(new NoteRecorded { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Text = note });
        foreach (var strange in report.Strange)
            test.Job.Log(LogSource.Controller, $"{Party} reported what is not understood: {strange}", LogLevel.Warning, test.Plan.Name, stream.Name);
        return report;
    }

    private void Warn(string text) => test.Job.Log(LogSource.Controller, text, LogLevel.Warning, test.Plan.Name, stream.Name);

    private void Note(string text) => test.Job.Events.Send(new NoteRecorded { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Text = text });

    private async Task<NestedResult> JudgeAsync(CommandResult end, NestedResult? asked, ReportedLines report, bool timedOut, bool cutOff)
    {
        if (NeverReady is { } reason) return Failed(reason() + LastOutput());
        if (timedOut) return Failed(string.Create(CultureInfo.InvariantCulture, $"took longer than the Timeout of its step, {step.Timeout!.Value.TotalSeconds:0.###} s{LastOutput()}"));
        if (cutOff) return stop.Result(Party);
        // What it says of itself goes before how it ended, also when that was asked for.
        if (report.Outcome is Outcome.Fail or Outcome.Error or Outcome.UnexpectedPass) return Said(report);
        if (asked is not null) return asked;
        if (stop.IsAsked && NotAwaited.WhileItRan(stream, step, Party) is { } left) return left;
        if (stop.IsAsked && (end.Stopped || stream.IsAskedToEnd))
            return end.Forced
                ? new() { Party = Party, Outcome = Outcome.Warn, Message = string.Create(CultureInfo.InvariantCulture, $"did not end within the Grace of {test.Plan.Deadlines.Grace.TotalSeconds:0.###} s and {process.InTheEnd}") }
                : new() { Party = Party, Outcome = Outcome.Pass };
        if ((report.Outcome is Outcome.Aborted || (report.Outcome is null && !end.Succeeded)) && await Released.JudgeAsync(test, stream, Party).ConfigureAwait(false) is { } released)
            return end.Succeeded ? released : released with { Message = $"{released.Message}; then it ended: {How(end)}{LastOutput()}" };
        if (report.Outcome is Outcome.Aborted) return Failed(report.Message);
        if (step.Background && !step.MayEnd)
        {
            var holders = await HoldersAsync().ConfigureAwait(false);
            return Failed($"ended before it was stopped: {How(end)}{LastOutput()}{ByItself(end)}{holders}");
        }

        if (report.Outcome is not null) return Said(report);
        if (!end.Succeeded) return Failed(How(end) + LastOutput());
        return IsCutShort(report) ? Failed($"ended before its test was over: {How(end)}, and no outcome was reported{LastOutput()}") : new() { Party = Party, Outcome = Outcome.Pass };
    }

    // A test application says last of all how its test ended: one that leaves its process in the middle has not. What was not fetched may have said it.
    private bool IsCutShort(ReportedLines report) => step.Action is StepAction.TestClass && isFetched && !report.IsOver;

    private NestedResult Said(ReportedLines report) => new()
    {
        Party = Party,
        Outcome = report.Outcome!.Value,
        Message = report.Message.Length > 0 || !report.Outcome.Value.IsFailure() ? report.Message : $"it reported that, without a reason{LastOutput()}",
        Details = report.Trace,
    };

    private NestedResult Failed(string message) => new() { Party = Party, Outcome = Outcome.Fail, Message = message, Details = tail.Text };

    private string LastOutput() => tail.Reason is { Length: > 0 } reason ? $": {reason}" : "";

    private static string ByItself(CommandResult end) => end.Succeeded
        ? "; a background step that ends by itself needs may-end (MayEnd), and one that makes itself a daemon is to stay in the foreground"
        : "";

    private Task<string> HoldersAsync() => NotReady.HoldersAsync(host, tail.Text, Ports);

    private static string How(CommandResult end) => end.Signal is { } signal
        ? $"ended by signal {signal}"
        : string.Create(CultureInfo.InvariantCulture, $"exit status {end.ExitCode}");
}
