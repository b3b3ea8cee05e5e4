using System.Diagnostics;
using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>Waits for an allocation, and says why it is queued: at first, when the reason changes, and once a minute.</summary>
internal sealed class SlurmQueue(Host door, Action<string> say)
{
    private static readonly TimeSpan s_firstLook = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_reminder = TimeSpan.FromMinutes(1);

    private readonly long started = Stopwatch.GetTimestamp();
    private long said;

    /// <summary>Why it is queued, in the words of Slurm; empty when it is not known to be.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>How long it was queued, for people; empty when it was not.</summary>
    public string Waited => Reason.Length == 0 ? "" : $", after {Time(Stopwatch.GetElapsedTime(started))} in the queue";

    /// <summary>Waits until salloc ends.</summary>
    /// <param name="salloc">It.</param>
    /// <param name="job">The number of its job, once it is known.</param>
    /// <param name="cancellationToken">Ends salloc, which leaves the queue then.</param>
    public async Task<CommandResult> WaitAsync(HostProcess salloc, Func<string?> job, CancellationToken cancellationToken)
    {
        try
        {
            for (var pause = s_firstLook; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
            {
                await ((Task)salloc.Completion).WaitAsync(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                if (salloc.Completion.IsCompleted)
                    return await salloc.Completion.ConfigureAwait(false);
                if (job() is { } number)
                    await LookAsync(number, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await salloc.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task LookAsync(string job, CancellationToken cancellationToken)
    {
        var look = await door.RunAsync(
            new HostCommand { Line = SlurmClient.Line("squeue", "--noheader", "--jobs", job, "--format=%T %r"), Mark = "slurm" }, cancellationToken).ConfigureAwait(false);
        if (look.Output.Trim().Split(' ', 2) is not ["PENDING", var reason])
            return;

        var isNew = reason != Reason;
        if (!isNew && Stopwatch.GetElapsedTime(said) < s_reminder)
            return;

        said = Stopwatch.GetTimestamp();
        Reason = reason;
        say($"Slurm job {job} is {(isNew ? "" : "still ")}queued: {reason} ({Time(Stopwatch.GetElapsedTime(started))} so far)");
    }

    private static string Time(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");
}
