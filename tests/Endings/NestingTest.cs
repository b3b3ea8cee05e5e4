using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibEndings;

/// <summary>A test that runs a nested test class, which this program, being no test application, cannot start.</summary>
public sealed class NestingTest : MultiStreamTest
{
    protected override Plan Streams(Plan plan) => plan.Stream("one");

    protected override Task Test(StreamSet streams) => streams["one"].Run<Nested>();
}

/// <summary>What it would run.</summary>
public sealed class Nested : NestedTest
{
    protected override Task Test() => Task.CompletedTask;
}
