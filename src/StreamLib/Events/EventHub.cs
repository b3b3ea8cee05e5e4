namespace StreamLib.Events;

/// <summary>Where the parts of a run send their events: stamps them and hands them to every sink, one at a time.</summary>
public sealed class EventHub : IDisposable
{
    private readonly Lock gate = new();
    private readonly IEventSink[] sinks;
    private readonly Dictionary<string, int> attempts = [];
    private bool disposed;

    /// <summary>Creates a hub for these sinks, which it owns from now on.</summary>
    public EventHub(IEnumerable<IEventSink> sinks, TimeProvider? clock = null)
    {
        this.sinks = [.. sinks];
        Clock = clock ?? new SteadyClock();
    }

    /// <summary>The clock that stamps events.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>What no sink may see.</summary>
    internal Mask Mask { get; } = new();

    /// <summary>Stamps an event with the time and the attempt of its test, and hands it on. Events after <see cref="Dispose"/> are dropped.</summary>
    public void Send(RunEvent runEvent)
    {
        runEvent = runEvent.Masked(Mask);
        lock (gate)
        {
            if (disposed) return;
            var stamped = runEvent with { Time = Clock.GetUtcNow(), Attempt = AttemptOf(runEvent) };
            foreach (var sink in sinks) sink.OnEvent(stamped);
        }
    }

    /// <summary>Until the answer is disposed, events follow each other at once, as the lines of one piece of an output do: files may get them together.</summary>
    internal IDisposable Together()
    {
        Gathering(gather: true);
        return new Piece(this);
    }

    // Only tests that are at a later attempt are kept: most events belong to none.
    private int AttemptOf(RunEvent runEvent)
    {
        if (runEvent is TestStarted started)
        {
            if (started.Attempt > 1) attempts[started.Test] = started.Attempt;
            else attempts.Remove(started.Test);
            return started.Attempt;
        }

        return attempts.Count > 0 && runEvent.OfTest is { } test ? attempts.GetValueOrDefault(test, 1) : 1;
    }

    private void Gathering(bool gather)
    {
        lock (gate)
        {
            if (disposed) return;
            foreach (var sink in sinks.OfType<IGatheringSink>())
            {
                if (gather) sink.Gather();
                else sink.Release();
            }
        }
    }

    /// <summary>Ends all sinks. Later calls do nothing.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            foreach (var sink in sinks) sink.Dispose();
        }
    }

    private sealed class Piece(EventHub hub) : IDisposable
    {
        public void Dispose() => hub.Gathering(gather: false);
    }
}
