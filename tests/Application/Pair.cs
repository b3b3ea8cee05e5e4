using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibApplication;

/// <summary>Two streams that meet.</summary>
public sealed class Pair : MultiStreamTest
{
    protected override Plan Streams(Plan plan) => plan.Stream("one").Role("other", StreamCount.Of(1)).Parameter("greeting", "hello");

    protected override Task Test(StreamSet streams) => Task.WhenAll(streams.Select(stream => stream.Run<Meet>(("greeting", Params["greeting"]))));
}

/// <summary>Meets all streams of the test, and tells them a word.</summary>
public sealed class Meet : NestedTest
{
    protected override Task SetUp() => Sync.Barrier("setup");

    protected override async Task Test()
    {
        await Sync.Set($"word/{Stream}", $"{Params.Get("greeting", "hi")}-from-{Stream}").ConfigureAwait(false);
        foreach (var other in Streams.All.Where(s => s.Name != Stream)) Log($"heard {await Sync.Get($"word/{other.Name}").ConfigureAwait(false)} at {other.Host.Address}");
        Log($"process {Environment.ProcessId}");
        await Run("echo command in $STREAMLIB_STREAM; : >\"${STREAMLIB_OUTPUT:-.}/left-by-command\"").ConfigureAwait(false);
        Metric("words", Streams.Count, "words");
        Note($"met {Streams.Count} streams");
        await Sync.Barrier("finished").ConfigureAwait(false);
    }
}

/// <summary>Meets whoever runs it as well, without streams.</summary>
public sealed class Two : NestedTest
{
    protected override async Task Test()
    {
        await Sync.Barrier("meet", "2").ConfigureAwait(false);
        Log($"met");
    }
}
