using System.Globalization;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>When the time of a test is up, and what is still awaited then.</summary>
internal sealed partial class TestRun
{
    private const string NotSealed = "; who waits at a barrier that can no longer fill is let go at once only after Seal() of the streams, which says that all have been started";
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
        try
        {
            var running = await Scope.DoingNowAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
            if (running.Length > 0) late += $"; not over: {running}";
            if (!isSealed && Streams.Any(s => s.Cause.Text is not null)) late += NotSealed;
        }
        catch (Exception e) when (e is SyncException or TimeoutException)
        {
        }

        Cause.Set(null, null, Outcome.Fail, late);
    }
}
