using System.Collections.Immutable;
using System.Reflection;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>Runs nested test classes of the test application that this process is, inside it.</summary>
internal sealed class InProcessTests : IInProcessTests
{
    public static InProcessTests Instance { get; } = new();

    /// <summary>Why a class cannot run in this process; <c>null</c> when it can.</summary>
    public static PlanGap? Gap(StepAction.TestClass test)
    {
        var here = Assembly.GetEntryAssembly();
        var file = here is null ? "" : ApplicationFile.Of(here);
        return here is not null && file.Length > 0 && Path.GetFullPath(test.Application) == Path.GetFullPath(file)
            ? TypeOf(test) is null ? new("SL5007", $"{here.GetName().Name} has no one nested test {test.Name} that could run in process.") : null
            : new("SL5007", $"{test.Name} of {Path.GetFileName(test.Application)} cannot run in process, since this process is {here?.GetName().Name ?? "another one"}: let the test application itself run the test, as in 'dotnet {Path.GetFileName(test.Application)} run TEST --in-process', or leave out --in-process.");
    }

    /// <inheritdoc cref="Gap(StepAction.TestClass)"/>
    public static PlanGap? Gap(StepAction action) => action is StepAction.TestClass test ? Gap(test) : null;

    public Func<InProcessCall, CancellationToken, Task<Outcome>> Prepare(StepAction.TestClass test)
    {
        if (Gap(test) is { } gap) throw new PlanException(gap);
        var type = TypeOf(test)!;
        return async (call, cancellationToken) =>
        {
            using var lines = new InProcessLines(call.Line);
            using var console = ConsoleOfTest.Enter(lines);
            var given = NestedContext.FromEnvironment(name => call.Environment.GetValueOrDefault(name), ImmutableSortedDictionary<string, string>.Empty, lines.Log);
            return await NestedRunner.RunAsync(Made(type), given.InProcess(call.Environment, call.WorkingDirectory), cancellationToken).ConfigureAwait(false);
        };
    }

    private static NestedTest Made(Type type)
    {
        try
        {
            return (NestedTest)Activator.CreateInstance(type, nonPublic: true)!;
        }
        catch (TargetInvocationException e)
        {
            throw new PlanException("SL1044", $"{type.Name} could not be made: {e.InnerException!.Message}");
        }
    }

    private static Type? TypeOf(StepAction.TestClass test) =>
        Assembly.GetEntryAssembly()!.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(NestedTest)) && (t.Name == test.Name || t.FullName == test.Name)).ToList() is [var only] ? only : null;
}
