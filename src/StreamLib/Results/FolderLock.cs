namespace StreamLib.Results;

/// <summary>Held by the job that writes a folder, so that no other one takes it: a job that was killed holds nothing any more.</summary>
internal sealed class FolderLock : IDisposable
{
    /// <summary>The name of the file that is locked; it lies in the folder.</summary>
    public const string FileName = ".running";

    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock of a folder that is there.</summary>
    /// <returns>The lock; <c>null</c> when a job holds it.</returns>
    public static FolderLock? TryTake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Whether a job holds the lock of a folder.</summary>
    public static bool IsHeld(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName))) return false;
        using var taken = TryTake(folder);
        return taken is null;
    }

    public void Dispose() => file.Dispose();
}
