using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibApplication;

/// <summary>A stream that hangs in the background, by a test that looks at the token (<c>deaf=no</c>) or does not, while another one fails; or that is sent a <c>signal</c>.</summary>
public sealed class Hanging : MultiStreamTest
{
    protected override Plan Streams(Plan plan) => plan.Stream("hangs") with { Deadlines = Deadlines.Default with { Grace = TimeSpan.FromSeconds(1) } };

    protected override async Task Test(StreamSet streams)
    {
        var hanging = await streams["hangs"].Start<Hang>().ConfigureAwait(false);
        await streams["hangs"].Run("wait", "stream-sync get hangs").ConfigureAwait(false);
        if (Params.Get("signal", "") is { Length: > 0 } signal)
        {
            await hanging.Signal(signal).ConfigureAwait(false);
            var end = await hanging.Ended.ConfigureAwait(false);
            Console.WriteLine($"{end.Outcome}: {end.Message}");
        }

        await hanging.StopAsync().ConfigureAwait(false);
    }
}

/// <summary>Hangs, and says so.</summary>
public sealed class Hang : NestedTest
{
    protected override async Task Test()
    {
        await Sync.Set("hangs", "yes").ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, Params.Get("deaf", "yes") == "yes" ? CancellationToken.None : Cancelled).ConfigureAwait(false);
    }

    protected override Task TearDown()
    {
        Log($"torn down");
        return Task.CompletedTask;
    }
}
