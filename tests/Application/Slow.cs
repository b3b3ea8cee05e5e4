using StreamLib.Tests;

namespace StreamLibApplication;

/// <summary>Takes for ever, and says so.</summary>
public sealed class Slow : NestedTest
{
    protected override async Task Test()
    {
        Log($"{Params.Get("count", 1)} begins");
        await Task.Delay(Timeout.Infinite, Cancelled).ConfigureAwait(false);
    }

    protected override Task TearDown()
    {
        Log($"torn down");
        return Task.CompletedTask;
    }
}
