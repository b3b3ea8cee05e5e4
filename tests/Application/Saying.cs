using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibApplication;

/// <summary>Two streams that write to their consoles, while the test writes to its own.</summary>
public sealed class Saying : MultiStreamTest
{
    protected override Plan Streams(Plan plan) => plan.Stream("one").Stream("two");

    protected override async Task Test(StreamSet streams)
    {
        var handles = await Task.WhenAll(streams.Select(stream => stream.Start<Say>(step => step with { Ready = "output READY" }))).ConfigureAwait(false);
        Console.WriteLine("the test is not one of them");
        foreach (var handle in handles) await handle.StopAsync().ConfigureAwait(false);
    }
}

/// <summary>Says who it is, in parts, on both outputs and on another thread, and at the end.</summary>
public sealed class Say : NestedTest
{
    protected override async Task Test()
    {
        Console.Write($"{Stream} begins ");
        Console.WriteLine("on its console\nand goes on");
        await Console.Error.WriteLineAsync($"{Stream} complains").ConfigureAwait(false);
        Log($"{Stream} logs");
        await Task.Run(() => Console.WriteLine($"{Stream} is {"READY"}")).ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, Cancelled).ConfigureAwait(false);
    }

    protected override Task TearDown()
    {
        Console.Write($"{Stream} ends");
        return Task.CompletedTask;
    }
}
