namespace StreamLib.Events;

/// <summary>Receives the events of a run: a report, a log, a live view.</summary>
/// <remarks>Calls come one at a time and in order. A sink must be quick: the run waits for it. After <see cref="IDisposable.Dispose"/> it gets no more events.</remarks>
public interface IEventSink : IDisposable
{
    /// <summary>Takes the next event of the run.</summary>
    void OnEvent(RunEvent runEvent);
}
