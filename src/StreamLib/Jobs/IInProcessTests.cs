using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Runs nested test classes inside this process, where a debugger sees them.</summary>
internal interface IInProcessTests
{
    /// <summary>Makes the test of this class.</summary>
    /// <exception cref="PlanException">It is no class of the test application that this process is.</exception>
    Func<InProcessCall, CancellationToken, Task<Outcome>> Prepare(StepAction.TestClass test);
}

/// <summary>What a nested test class is given that runs inside this process.</summary>
/// <param name="Environment">What a process of its own would have in its environment.</param>
/// <param name="WorkingDirectory">Where the commands start that it runs.</param>
/// <param name="Line">Takes each line that it writes, and whether that was to standard error.</param>
internal sealed record InProcessCall(ImmutableSortedDictionary<string, string> Environment, string WorkingDirectory, Action<string, bool> Line);
