using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>What has to be done to an earlier payload on a host to make it this one.</summary>
/// <param name="Base">The folder of the earlier one in the cache there; empty when all is sent.</param>
/// <param name="Remove">What is not the same there, by name.</param>
/// <param name="Send">What is not there, or not the same.</param>
internal sealed record PayloadDelta(string Base, IReadOnlyList<string> Remove, IReadOnlyList<PayloadEntry> Send)
{
    // A shell reads its script byte by byte.
    private const int MostNames = 64 * 1024;

    public static PayloadDelta Whole(Payload payload) => new("", [], payload.Entries);

    /// <summary>What differs from the payload in the folder <paramref name="from"/>, of which its manifest tells.</summary>
    public static PayloadDelta Between(string from, string manifest, Payload payload)
    {
        var wanted = payload.Entries.Select(e => e.Line).ToHashSet(StringComparer.Ordinal);
        var there = manifest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // What lies in a folder that its owner may not write to cannot be exchanged.
        if (there.Any(IsClosed))
            return Whole(payload);

        var remove = there.Where(line => !wanted.Contains(line)).Select(NameIn).ToList();
        var same = there.ToHashSet(StringComparer.Ordinal);
        var send = payload.Entries.Where(e => !same.Contains(e.Line)).ToList();
        // A folder whose mode has changed is removed with all that it holds.
        var gone = there.Where(line => line[0] == (char)PayloadKind.Folder && !wanted.Contains(line)).Select(line => $"{NameIn(line)}/").ToList();
        if (gone.Count > 0)
            send = [.. payload.Entries.Where(e => !same.Contains(e.Line) || gone.Exists(g => e.Name.StartsWith(g, StringComparison.Ordinal)))];

        return send.Sum(e => e.Length) > payload.Bytes / 2 || remove.Sum(name => name.Length) > MostNames ? Whole(payload) : new(from, remove, send);
    }

    private static bool IsClosed(string line) =>
        line[0] == (char)PayloadKind.Folder
        && ((UnixFileMode)int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) & (UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != (UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static string NameIn(string line) => Uri.UnescapeDataString(line.Split(' ')[^1]);
}
