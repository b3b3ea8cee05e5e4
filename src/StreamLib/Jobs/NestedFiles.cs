namespace StreamLib.Jobs;

/// <summary>The files that take the raw outputs of a nested test.</summary>
internal sealed class NestedFiles(NestedPlace place) : IDisposable
{
    public FileStream Output { get; } = File.Create(place.StandardOutput);

    public FileStream Error { get; } = File.Create(place.StandardError);

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }
}
