using System.Collections.Immutable;

namespace StreamLib.Hosts;

/// <summary>What a host says of its cache when it is asked for a payload.</summary>
/// <param name="Cache">The folder of the cache.</param>
/// <param name="Programs">Whether programs can be started from it.</param>
/// <param name="CanUnzip">Whether there is gzip.</param>
/// <param name="There">The folder of the payload; <c>null</c> when it is not there.</param>
/// <param name="Base">The folder of an earlier payload with the same label; <c>null</c> when there is none.</param>
/// <param name="Manifest">What the earlier one holds.</param>
/// <param name="Notes">What a person should know.</param>
internal sealed record CacheAnswer(string Cache, bool Programs, bool CanUnzip, string? There, string? Base, string Manifest, ImmutableArray<string> Notes)
{
    /// <summary>Reads the answer of <c>look.sh</c>; <c>null</c> when it is none.</summary>
    public static CacheAnswer? Parse(string text)
    {
        var answer = new CacheAnswer("", false, false, null, null, "", []);
        for (var rest = text; rest.Length > 0;)
        {
            var end = rest.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var at ? at : rest.Length;
            var line = rest[..end];
            rest = rest[Math.Min(end + 1, rest.Length)..];
            var value = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            switch (line.Split(' ')[0])
            {
                case "cache": answer = answer with { Cache = value }; break;
                case "programs": answer = answer with { Programs = value == "yes" }; break;
                case "gzip": answer = answer with { CanUnzip = true }; break;
                case "there": answer = answer with { There = value }; break;
                case "strange": answer = answer.Noting($"{value} is not used: it belongs to somebody else, or is a link"); break;
                case "damaged": answer = answer.Noting($"{value} is not what was shipped there: it is sent again"); break;
                case "base": return answer with { Base = value, Manifest = rest };
            }
        }

        return answer.Cache.Length > 0 ? answer : null;
    }

    private CacheAnswer Noting(string note) => this with { Notes = Notes.Add(note) };
}
