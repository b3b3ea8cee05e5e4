using StreamLib.Events;

namespace StreamLib.Results;

// TEMPORARY: stands in for the live view until that is merged.

/// <summary>Writes one line for each event of a run.</summary>
/// <param name="output">Where the lines go.</param>
public sealed class LiveText(TextWriter output) : IEventSink
{
    /// <inheritdoc/>
    public void OnEvent(RunEvent runEvent) => output.WriteLine(runEvent);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
