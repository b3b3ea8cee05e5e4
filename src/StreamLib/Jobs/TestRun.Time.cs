using System.Globalization;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>When the time of a test is up, and what is still awaited then.</summary>
internal sealed partial class TestRun
{
    private const string NotSealed = "; who waits at a barrier that can no longer fill is let go at once only after Seal() of the streams, which says that all have been started";
    /// <summary>
    /// How much later than the job the sync server ends the waits: who waits for whom is asked when the time is over, so nothing may
    /// have ended them by then, and what is told of their end is the cause that the job gives.
    /// </summary>
    public static readonly TimeSpan AfterDeadline = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private volatile bool isSealed;

    /// <summary>Whether the code of a test runs, which may do anything.</summary>
    private volatile bool runsCode;

    /// <summary>Says that no other nested test will take part: what can no longer fill breaks from now on.</summary>
    public void Seal()
    {
        isSealed = true;
        if (runsCode) Sync.Announce();
        Scope.Seal();
    }

    /// <summary>Says that the code of the test does nothing more.</summary>
    private void HasRunCode()
    {
        runsCode = false;
        Sync.End();
    }

    /// <summary>The time that is none of the test's own.</summary>
    public TimeApart Apart { get; } = new();

    private async void TimeIsUpAsync(Timer timer)
    {
        if (Apart.TakeMore() is var more && more > TimeSpan.Zero)
        {
            Scope.EndWaitsIn(more);
            timer.Change(more, Timeout.InfiniteTimeSpan);
            return;
        }

        // What stays up for a person to look at takes no time of the test.
        if (Job.Options.Keep is not null && Streams.All(s => s.Worked.IsCompleted)) return;
        var late = string.Create(CultureInfo.InvariantCulture, $"took longer than its Timeout of {Plan.Deadlines.Timeout.TotalSeconds:0.###} s (option --timeout)");
        var running = await AskAsync(Scope.DoingNowAsync()).ConfigureAwait(false);
        if (running.Length > 0) late += $"; not over: {running}";
        if (!isSealed && Streams.Any(s => s.Cause.Text is not null)) late += NotSealed;
        Cause.Set(null, null, Outcome.Fail, late);
    }

    /// <summary>What a party waits for and who could bring it, to follow the reason of its end; empty when it waits for nothing.</summary>
    public Task<string> WaitsOfAsync(string party) => AskAsync(Scope.WaitsOfAsync(party));

    private static async Task<string> AskAsync(ValueTask<string> question)
    {
        try
        {
            return await question.AsTask().WaitAsync(s_patience).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SyncException or TimeoutException or OperationCanceledException)
        {
            return "";
        }
    }
}
