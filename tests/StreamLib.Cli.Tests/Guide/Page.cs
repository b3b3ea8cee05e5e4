using StreamLibTesting;

namespace StreamLibCliTests.Guide;

/// <summary>A fenced block of a page.</summary>
/// <param name="Kind">What stands behind its fence: <c>console</c>, <c>console server</c>, <c>nc</c>, <c>csharp plan</c>, <c>text job</c>, <c>text server</c>.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record Block(string Kind, string[] Lines);

/// <summary>A page of the guide, as its sections with their fenced blocks.</summary>
internal static class Page
{
    public static IReadOnlyDictionary<string, List<Block>> Read(string name)
    {
        var sections = new Dictionary<string, List<Block>>();
        var (section, kind, lines) = (new List<Block>(), (string?)null, new List<string>());
        foreach (var line in File.ReadLines(Repository.PathOf("docs", "guide", name)))
        {
            if (kind is null && line.StartsWith("## ", StringComparison.Ordinal)) sections.Add(line[3..], section = []);
            else if (kind is null && line.StartsWith("```", StringComparison.Ordinal)) (kind, lines) = (line[3..], []);
            else if (kind is not null && line == "```")
            {
                section.Add(new Block(kind, [.. lines]));
                kind = null;
            }
            else if (kind is not null) lines.Add(line);
        }

        return sections;
    }
}
