using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Jobs;

internal sealed partial class StepRun
{
    /// <summary>Starts a nested test class inside this process; <c>null</c> where it gets a process of its own.</summary>
    private InProcessRun? InProcess(NestedFiles files, ImmutableSortedDictionary<string, string> environment)
    {
        if (step.Action is not StepAction.TestClass action || !stream.RunsInProcess || test.Job.InProcess is not { } tests) return null;
        return new InProcessRun(
            action,
            tests.Prepare(action),
            // What it starts is found by the mark, as if it had a process of its own.
            new InProcessCall(
                environment.SetItem("STREAMLIB_MARK", stream.Host.MarkInProcess(Party)),
                folder,
                (text, isError) => Wrote(TerminalLine.Visible(text), isError)),
            files,
            test.Plan.Deadlines.Grace,
            text => test.Job.Log(LogSource.Controller, text, LogLevel.Warning, test.Plan.Name, stream.Name));
    }
}
