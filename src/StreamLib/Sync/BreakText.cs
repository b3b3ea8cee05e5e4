using System.Globalization;

namespace StreamLib.Sync;

/// <summary>The break of a barrier as one line of the protocol: <c>BARRIER expected|unexpected N CULPRIT… CAUSE</c>.</summary>
internal static class BreakText
{
    private const string Expected = "expected";

    internal static string Of(SyncBreak told) => string.Create(
        CultureInfo.InvariantCulture,
        $"{told.Barrier} {(told.Expected ? Expected : "unexpected")} {string.Join(' ', told.Culprits.Prepend($"{told.Culprits.Length}"))} {told.Cause}");

    internal static SyncBreak Parse(string line)
    {
        var words = line.Split(' ', 4);
        var rest = words[3].Split(' ', int.Parse(words[2], NumberStyles.None, CultureInfo.InvariantCulture) + 1);
        return new SyncBreak(words[0], rest[^1], [.. rest[..^1]], words[1] == Expected);
    }
}
