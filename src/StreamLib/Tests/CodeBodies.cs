using System.Collections.Immutable;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>The objects of a multi-stream test: the one that has declared the streams goes first, and each later run and attempt has one of its own.</summary>
internal sealed class CodeBodies
{
    private readonly Func<MultiStreamTest> make;
    private readonly ImmutableSortedDictionary<string, string> given;
    private MultiStreamTest? first;

    public CodeBodies(Func<MultiStreamTest> make, ImmutableSortedDictionary<string, string> given)
    {
        (this.make, this.given) = (make, given);
        first = make();
        Declared = first.Declare();
    }

    public Plan Declared { get; }

    public ITestBody Of(Plan plan)
    {
        var test = first;
        first = null;
        try
        {
            return (test ?? Another()).Body(plan, given);
        }
#pragma warning disable CA1031 // The job goes on: what cannot be made is the failure of this run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new CodeBody(GetType().Assembly, _ => Task.FromException(e), _ => Task.CompletedTask);
        }
    }

    // What a test keeps of its streams while it declares them is to be there.
    private MultiStreamTest Another()
    {
        var test = make();
        test.Declare();
        return test;
    }
}
