using System.Reflection;
using StreamLib.Jobs;

namespace StreamLib.Tests;

/// <summary>What the code of a multi-stream test does with its streams, beside the steps that it declares.</summary>
internal sealed class CodeBody(Assembly assembly, Func<StreamSet, Task> test, Func<StreamSet, Task> onFailure) : ITestBody
{
    // A project of unit tests is an executable too, but runs no class on a host.
    public string? Application => assembly is { EntryPoint: not null, Location.Length: > 0 }
        && assembly.GetReferencedAssemblies().Any(a => a.Name == "StreamLib.TestApplication")
        && assembly.GetTypes().Any(t => !t.IsAbstract && t.IsSubclassOf(typeof(NestedTest))) ? assembly.Location : null;

    // A test that waits for something of its own, and be it with all of a thread, need not see the token: it is left behind when the run has to end.
    public Task RunAsync(StreamSet streams, CancellationToken cancellationToken) => DeclaredBody.BesideAsync(streams, Task.Run(() => test(streams), CancellationToken.None).WaitAsync(cancellationToken));

    public Task OnFailureAsync(StreamSet streams) => Task.Run(() => onFailure(streams));
}
