namespace StreamLib.Events;

/// <summary>A sink that can take several events at once more cheaply than one after another.</summary>
internal interface IGatheringSink : IEventSink
{
    /// <summary>Says that more events follow at once: what was taken may be kept back until <see cref="Release"/>.</summary>
    void Gather();

    /// <summary>Hands over all that was kept back.</summary>
    void Release();
}
