using StreamLib.Events;

namespace StreamLib.Jobs;

/// <summary>The files that take the raw outputs of a nested test.</summary>
internal sealed class NestedFiles(NestedPlace place, Mask mask, string token) : IDisposable
{
    public Stream Output { get; } = mask.Wrap(File.Create(place.StandardOutput), token);

    public Stream Error { get; } = mask.Wrap(File.Create(place.StandardError), token);

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }
}
