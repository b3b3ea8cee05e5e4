using StreamLib.Events;
using StreamLib.Results;

namespace StreamLib;

/// <summary>The live view of a program that is its own front end. The options that hold it may be those of several jobs, one after
/// another: each has a view of its own.</summary>
internal sealed class ProgramConsole : IEventSink
{
    private readonly Lock gate = new();
    private LiveText? view;

    public void OnEvent(RunEvent runEvent)
    {
        LiveText current;
        lock (gate) current = view ??= new LiveText(Console.Out);
        current.OnEvent(runEvent);
    }

    public void Dispose()
    {
        lock (gate)
        {
            view?.Dispose();
            view = null;
        }
    }
}
