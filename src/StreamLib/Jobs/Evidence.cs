using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Takes evidence on all hosts of a test after the failure that ends it, or on that of a stream whose failure lets the others go on, while everything still runs, and keeps it up for a person who asked for that.</summary>
internal sealed class Evidence(TestRun test, ITestBody body)
{
    private readonly Dictionary<StreamRun, Task> taken = [];

    public static bool IsWanted(TestRun test, ITestBody body) => body is not DeclaredBody || test.Job.Options.Keep is not null || test.Streams.Any(s => !Commands(test, s).IsEmpty || !Files(test, s).IsEmpty);

    /// <summary>Takes that of all streams, but of those that have taken theirs already.</summary>
    public Task TakeAsync(CancellationToken cancellationToken) => TakeAsync([.. test.Streams.Where(s => s.IsOpen)], "everything stays up", cancellationToken);

    /// <summary>Takes that of the host of one stream, which has failed while the others go on.</summary>
    public Task TakeOfAsync(StreamRun stream, CancellationToken cancellationToken) => TakeAsync([stream], $"what runs of {stream.Name} stays up", cancellationToken);

    private async Task TakeAsync(ImmutableArray<StreamRun> streams, string kept, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(test.Plan.Deadlines.EvidenceTimeout);
        await Task.WhenAll([HookAsync(limit.Token), .. streams.Select(s => TakeOnceAsync(s, limit.Token))]).ConfigureAwait(false);
        if (test.Job.Options.Keep is { } time) await KeepAsync(streams, kept, time, cancellationToken).ConfigureAwait(false);
    }

    private Task TakeOnceAsync(StreamRun stream, CancellationToken limit)
    {
        lock (taken) return taken.TryGetValue(stream, out var there) ? there : taken[stream] = TakeAsync(stream, limit);
    }

    private async Task HookAsync(CancellationToken limit)
    {
        try
        {
            await body.OnFailureAsync(new StreamSet(test)).WaitAsync(limit).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a test throws here changes nothing of why it failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Say($"OnFailure of {test.Plan.Name} did not end well: {e.Message}");
        }
    }

    private static ImmutableArray<string> Commands(TestRun test, StreamRun stream) =>
        [.. test.Plan.OnFailure, .. stream.Placed.Declared.OnFailure, .. stream.Placed.Host.OnFailure];

    private static ImmutableArray<string> Files(TestRun test, StreamRun stream) =>
        [.. test.Plan.Collect, .. stream.Placed.Declared.Collect, .. stream.Placed.Host.Collect];

    private async Task TakeAsync(StreamRun stream, CancellationToken limit)
    {
        var folder = test.Job.Tree.Diagnostics(test.Plan.Name, stream.Name);
        var commands = Commands(test, stream);
        await Task.WhenAll(commands.Select((line, i) => GuardAsync(stream, line, () => RunAsync(stream, folder, i + 1, line, limit), limit))).ConfigureAwait(false);
        var files = Files(test, stream);
        if (!files.IsEmpty)
            await GuardAsync(stream, string.Join(' ', files), () => CollectAsync(stream, files, Path.Combine(folder, "files"), limit), limit).ConfigureAwait(false);
    }

    private async Task RunAsync(StreamRun stream, string folder, int number, string line, CancellationToken limit)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number}-{NameOf(line)}.txt"));
        var output = test.Job.Events.Mask.Wrap(File.Create(file));
        await using var _ = output.ConfigureAwait(false);
        await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"$ {line}\n"), limit).ConfigureAwait(false);
        var result = await stream.Host.RunAsync(
            new HostCommand { Line = $"{{ {line}\n}} 2>&1", WorkingDirectory = stream.WorkingDirectory, Mark = $"{stream.Name}/evidence", Environment = stream.EvidenceEnvironment(), OutputTo = output, Grace = TimeSpan.FromSeconds(1) },
            limit).ConfigureAwait(false);
        if (!result.Succeeded) Warn(stream, $"'{line}' ended with {Words(result)}; what it wrote is in diagnostics/{Path.GetFileName(file)}");
    }

    private async Task CollectAsync(StreamRun stream, ImmutableArray<string> files, string folder, CancellationToken limit)
    {
        foreach (var missing in await stream.Host.CollectAsync(files, stream.WorkingDirectory, folder, limit).ConfigureAwait(false))
            Warn(stream, $"there is no {missing} to collect");
        if (Directory.Exists(folder)) HiddenFiles.Hide(test, stream, stream.Name, folder);
    }

    private async Task GuardAsync(StreamRun stream, string what, Func<Task> take, CancellationToken limit)
    {
        try
        {
            await take().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (test.Cause.Stop.IsCancellationRequested)
        {
            Warn(stream, $"'{what}' was cut off: the run was cancelled");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Warn(stream, string.Create(CultureInfo.InvariantCulture,
                $"'{what}' was cut off: the evidence of all hosts takes at most {test.Plan.Deadlines.EvidenceTimeout.TotalSeconds:0.###} s (EvidenceTimeout)"));
        }
        catch (Exception e) when (e is StreamLibException or IOException or UnauthorizedAccessException)
        {
            Warn(stream, $"'{what}' brought no evidence: {e.Message}");
        }
    }

    private async Task KeepAsync(ImmutableArray<StreamRun> streams, string kept, TimeSpan time, CancellationToken cancellationToken)
    {
        Say(string.Create(CultureInfo.InvariantCulture, $"{kept} for {time.TotalMinutes:0.#} min (--keep); ^C ends it. To look at it:"));
        foreach (var stream in streams)
            Say($"  {stream.Name}: {stream.Placed.Host}, folder {stream.Host.Folder}");
        Say($"  sync: {SyncDoor.WayIn(test.Job)}");
        await Task.Delay(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Say(string text) => test.Job.Log(LogSource.Controller, text, LogLevel.Warning, test.Plan.Name);

    private void Warn(StreamRun stream, string text) => test.Job.Log(LogSource.Host, text, LogLevel.Warning, test.Plan.Name, stream.Name);

    private static string Words(CommandResult result) => result.Signal is { } signal ? $"signal {signal}" : string.Create(CultureInfo.InvariantCulture, $"exit status {result.ExitCode}");

    private static string NameOf(string line)
    {
        var name = CommandName.Of(line);
        return name.Length > 0 ? name[..Math.Min(40, name.Length)] : "command";
    }
}
