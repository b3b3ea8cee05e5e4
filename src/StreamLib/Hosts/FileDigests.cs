using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace StreamLib.Hosts;

/// <summary>What files of this machine hold, so that a folder that goes to many hosts is read once.</summary>
internal static class FileDigests
{
    private const int Most = 100_000;

    // Within the grain of a file system's clock, a file can change twice and show one time.
    private static readonly TimeSpan s_grain = TimeSpan.FromSeconds(2);

    private static readonly string s_empty = Convert.ToHexStringLower(SHA256.HashData([]));

    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), Lazy<Task<string>>> s_known = [];

    /// <summary>The SHA-256 of a file, in hexadecimal.</summary>
    public static async ValueTask<string> OfAsync(FileInfo file, CancellationToken cancellationToken)
    {
        // There is nothing to be read; and a pipe or a device, which has no length either, might never end.
        if (file.Length == 0)
            return s_empty;
        if (DateTime.UtcNow - file.LastWriteTimeUtc < s_grain)
            return await ReadAsync(file.FullName).WaitAsync(cancellationToken).ConfigureAwait(false);

        if (s_known.Count >= Most)
            s_known.Clear();
        var key = (file.FullName, file.Length, file.LastWriteTimeUtc);
        var known = s_known.GetOrAdd(key, static k => new(() => ReadAsync(k.Path)));
        try
        {
            return await known.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            s_known.TryRemove(key, out _);
            throw;
        }
    }

    private static async Task<string> ReadAsync(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, CancellationToken.None).ConfigureAwait(false));
    }
}
