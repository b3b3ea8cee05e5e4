using System.Collections;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>The streams of a running multi-stream test, in the order in which they are declared.</summary>
public sealed class StreamSet : IReadOnlyList<StreamHandle>
{
    private readonly TestRun test;
    private readonly List<StreamHandle> handles;

    internal StreamSet(TestRun test)
    {
        this.test = test;
        handles = [.. test.Streams.Where(s => s.HostFailure is null).Select(s => new StreamHandle(s))];
    }

    /// <summary>The shared data and barriers of the test, for the test itself: a party of its own, of no stream, which <c>all</c> and <c>role:</c> do not count.</summary>
    public ISync Sync => test.Sync;

    internal TestRun TestRun => test;

    /// <inheritdoc/>
    public int Count => handles.Count;

    /// <inheritdoc/>
    public StreamHandle this[int index] => handles[index];

    /// <summary>The stream of this name.</summary>
    /// <exception cref="PlanException">There is none.</exception>
    public StreamHandle this[string name] => handles.FirstOrDefault(s => s.Name == name)
        ?? throw new PlanException("SL1032", $"{test.Plan.Name} has no stream {name}. It has: {string.Join(", ", handles.Select(s => s.Name))}.");

    /// <summary>The streams of a role, in order.</summary>
    /// <exception cref="PlanException">There is no such role.</exception>
    public IReadOnlyList<StreamHandle> Role(string name)
    {
        var streams = handles.Where(s => s.Role == name).ToList();
        return streams.Count > 0
            ? streams
            : throw new PlanException("SL1033", $"{test.Plan.Name} has no role {name}. It has: {string.Join(", ", handles.Select(s => s.Role).Distinct())}.");
    }

    /// <summary>
    /// Says that all nested tests that will ever take part have been started: a barrier that can no longer fill then fails at once.
    /// What waits for a signal, a key or a message fails so only when the code of the test is over, too, since that may still bring it.
    /// </summary>
    public void Seal() => test.Seal();

    /// <inheritdoc/>
    public IEnumerator<StreamHandle> GetEnumerator() => handles.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
