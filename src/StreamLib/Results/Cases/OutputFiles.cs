using System.Collections.Immutable;

namespace StreamLib.Results;

/// <summary>The files that belong to a case, as far as there is something in them.</summary>
internal static class OutputFiles
{
    // More are not even looked at.
    private const int Most = 1000;

    // A link of a nested test may lead anywhere.
    private static readonly EnumerationOptions s_files =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Those that a nested test left in <c>$STREAMLIB_OUTPUT</c>, but for its report.</summary>
    public static ImmutableArray<string> In(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return [];
            var report = Path.Combine(folder, "events.jsonl");
            var files = Directory.EnumerateFiles(folder, "*", s_files).Where(f => f != report && HasContent(f));
            return [.. files.Take(Most).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether there is such a file, and it is not empty.</summary>
    public static bool HasContent(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: > 0 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
