using StreamLib.Events;

namespace StreamLib.Jobs;

/// <summary>The files that take the raw outputs of a nested test.</summary>
internal sealed class NestedFiles(NestedPlace place, Mask mask, string token) : IDisposable
{
    private bool closed;

    public Stream Output { get; } = mask.Wrap(File.Create(place.StandardOutput), token);

    public Stream Error { get; } = mask.Wrap(File.Create(place.StandardError), token);

    /// <summary>Closes them; later calls do nothing.</summary>
    public void Dispose()
    {
        if (closed) return;
        closed = true;
        Output.Dispose();
        Error.Dispose();
    }
}
