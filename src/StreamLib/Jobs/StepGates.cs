using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The gates of all planned steps of a test, and who needs which.</summary>
internal sealed class StepGates
{
    private readonly Dictionary<(string Stream, string Step), StepGate> gates = [];
    private readonly ImmutableArray<PlacedStream> streams;

    public StepGates(ImmutableArray<PlacedStream> streams)
    {
        this.streams = streams;
        foreach (var stream in streams)
            foreach (var step in stream.Declared.Steps)
                gates[(stream.Name, step.Name)] = new();
    }

    /// <summary>The gate of a step; a step that was not planned gets one when it is first asked for.</summary>
    public StepGate Of(string stream, string step)
    {
        lock (gates) return gates.TryGetValue((stream, step), out var gate) ? gate : gates[(stream, step)] = new();
    }

    /// <summary>Completes when all that <paramref name="step"/> needs is ready.</summary>
    public Task NeedsOf(Step step) => Task.WhenAll(GatesOf(step).Select(gate => gate.Ready));

    /// <summary>Whether a nested test needs another one that runs on another stream.</summary>
    public bool Needs(StepRun user, StepRun used) => user.Stream != used.Stream && user.Step.Needs.SelectMany(Needed).Contains((used.Stream.Name, used.Step.Name));

    /// <summary>Completes when all planned steps of other streams that need this one are over, and those that do something to it on purpose, or to one that needs it.</summary>
    public Task UsersOf(string stream, string step) => Task.WhenAll(
        from other in streams
        where other.Name != stream
        from user in other.Declared.Steps
        where Needs(user, stream, step) || (user.Action is StepAction.Fault fault && Targets(fault).Any(t => (t.Stream, t.Step.Name) == (stream, step) || Needs(t.Step, stream, step)))
        select Of(other.Name, user.Name).Over);

    /// <summary>The other streams that have a planned step which needs this one.</summary>
    public HashSet<string> StreamsThatNeed(string stream, string step) =>
    [
        .. from other in streams
           where other.Name != stream && other.Declared.Steps.Any(user => Needs(user, stream, step))
           select other.Name,
    ];

    /// <summary>Whether a planned step that is not over starts this one again.</summary>
    public bool MayBeStartedAgain(string stream, string step) => StartersOf(stream, step).Any(over => !over.IsCompleted);

    /// <summary>Completes when no planned step can start this one again any more.</summary>
    public Task StartersAreOverAsync(string stream, string step) => Task.WhenAll(StartersOf(stream, step));

    private IEnumerable<Task> StartersOf(string stream, string step) =>
        from other in streams
        from user in other.Declared.Steps
        where user.Action is StepAction.Fault { Kind: FaultKind.Start } fault && Targets(fault).Any(t => (t.Stream, t.Step.Name) == (stream, step))
        select Of(other.Name, user.Name).Over;

    /// <summary>Says that whatever of a stream has not run never will.</summary>
    public void StreamIsOver(PlacedStream stream)
    {
        foreach (var step in stream.Declared.Steps) Of(stream.Name, step.Name).SetOver();
    }

    /// <summary>Says that nothing of a stream will ever run, because of its host.</summary>
    public void StreamIsLost(PlacedStream stream, string why)
    {
        foreach (var step in stream.Declared.Steps)
            Of(stream.Name, step.Name).SetLost(new HostException("SL2006", stream.Host.Name, $"it needs {stream.Name}/{step.Name}. {why}"));
    }

    /// <summary>Says that a step will never be ready, to those who would wait for it: they are cut off by that.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="step">The step.</param>
    /// <param name="why">Why, as in <c>did not run</c>.</param>
    /// <param name="because">Whose failure it is that lets the others go on: those who need the step and run already are cut off, too.</param>
    public void NeverReady(string stream, string step, string why, StreamCause? because = null) =>
        Of(stream, step).SetLost(new TestException("SL5010", $"it needs {stream}/{step}, which {why}"), because);

    /// <summary>Cancelled when something that <paramref name="step"/> needs was lost by a failure that lets the others go on.</summary>
    public IEnumerable<CancellationToken> LossesOf(Step step) => GatesOf(step).Select(gate => gate.Lost);

    /// <summary>What <paramref name="step"/> needs and was lost so; <c>null</c> when all is there.</summary>
    public StepGate? LossOf(Step step) => GatesOf(step).FirstOrDefault(gate => gate.Because is not null);

    private IEnumerable<StepGate> GatesOf(Step step) => step.Needs.SelectMany(Needed).Select(n => Of(n.Stream, n.Step));

    private bool Needs(Step user, string stream, string step) => user.Needs.SelectMany(Needed).Contains((stream, step));

    // Of whom the shared data will tell is not known: it may be anyone.
    private IEnumerable<(string Stream, Step Step)> Targets(StepAction.Fault fault)
    {
        if (fault.Target.Split('/') is not [var role, var name]) return [];
        return from stream in streams
               where role.StartsWith('@') || stream.IsMeantBy(role)
               from step in stream.Declared.Steps
               where step.Name == name
               select (stream.Name, step);
    }

    private IEnumerable<(string Stream, string Step)> Needed(string need)
    {
        var slash = need.IndexOf('/', StringComparison.Ordinal);
        var (role, step) = (need[..slash], need[(slash + 1)..]);
        return streams.Where(s => s.IsMeantBy(role)).Select(s => (s.Name, step));
    }
}
