using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibApplication;

/// <summary>Leaves its process in the middle with status 0: itself, or by its nested test (<c>who=nested</c>).</summary>
public sealed class Leaving : MultiStreamTest
{
    protected override Plan Streams(Plan plan) => plan.Stream("one").Parameter("who", "nested");

    protected override async Task Test(StreamSet streams)
    {
        if (Params["who"] == "nested") await streams["one"].Run<Leave>().ConfigureAwait(false);
        else Environment.Exit(0);
    }
}

/// <summary>Leaves in the middle, with status 0.</summary>
public sealed class Leave : NestedTest
{
    protected override async Task Test()
    {
        await Task.Yield();
        Log($"leaves");
        Environment.Exit(0);
    }
}
