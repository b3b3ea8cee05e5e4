using System.Reflection;
using System.Xml.Linq;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>The properties of a build that choose something for a run, and what looks like one of them and is none: the run would go on
/// without what was meant.</summary>
internal static class BuildProperties
{
    private const string Prefix = "Stream";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "StreamTests", "StreamResultsDirectory",
        .. typeof(RunMultiStreamTest).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.PropertyType == typeof(string) && property.SetMethod is { IsPublic: true })
            .Select(property => property.Name)
            .Except(
            [
                nameof(RunMultiStreamTest.Filter), nameof(RunMultiStreamTest.Results), nameof(RunMultiStreamTest.Application),
                nameof(RunMultiStreamTest.ProjectFile), nameof(RunMultiStreamTest.TargetFramework), nameof(RunMultiStreamTest.ResultsAreShared),
            ])
            .Select(name => $"{Prefix}{name}"),
    ];

    // What the targets set and read besides.
    private static readonly string[] s_further = ["StreamOutcome", "StreamExitCode", "StreamLibTasksAssembly",
        "RunMultiStreamTestsWithDotnetTest"];

    /// <summary>What is wrong with the properties of the command line.</summary>
    /// <param name="given">The properties, by name.</param>
    public static IEnumerable<PlanGap> OfCommandLine(IReadOnlyDictionary<string, string> given)
    {
        foreach (var name in given.Keys.Where(name => !IsKnown(name)))
        {
            var meant = Meant(name);
            if (meant is not null || IsOurs(name))
            {
                var hint = meant is null ? $"There are {string.Join(", ", Names)}." : $"Did you mean -p:{meant}?";
                yield return new("SL5124", $"-p:{name} is no property of StreamLib. {hint}");
            }
        }

        if (given.FirstOrDefault(pair => Same(pair.Key, "StreamHosts")) is { Key: { } hosts, Value: { } list }
            && string.IsNullOrWhiteSpace(list))
            yield return new("SL1130",
                $"-p:{hosts} is empty. Give at least one host, as in -p:{hosts}=ssh:h1, or leave it out to run all streams on this "
                + $"machine.");
    }

    /// <summary>What looks like a slip among the properties that a project, and the Directory.Build files above it, set.</summary>
    /// <param name="project">The project.</param>
    public static IEnumerable<(PlanGap Gap, Place Place)> OfFiles(string project) =>
        from file in ProjectFiles.Around(project)
        from property in ProjectFiles.Elements(file)
        where property.Parent?.Name.LocalName == "PropertyGroup" && !IsKnown(property.Name.LocalName)
        let name = property.Name.LocalName
        let meant = Meant(name)
        where meant is not null
        select (new PlanGap("SL5124", $"{name} is no property of StreamLib. Did you mean {meant}?"), ProjectFiles.PlaceOf(file, property));

    private static bool IsKnown(string name) => Names.Concat(s_further).Any(known => Same(known, name));

    // Stream and a word. Streaming is another word.
    private static bool IsOurs(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length && char.IsAsciiLetterUpper(name[Prefix.Length]);

    private static string? Meant(string name)
    {
        if (Synonyms.Near(name, Names.Concat(s_further)) is { } near) return near;
        var prefix = Array.Find(["StreamLib", "Streams", Prefix], prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        if (prefix is null || name.Length == prefix.Length) return null;
        var bare = name[prefix.Length..];
        var words = Names.Select(known => known[Prefix.Length..]).ToArray();
        var meant = words.FirstOrDefault(word => Same(word, bare)) ?? Synonyms.Meant(bare, words);
        return meant is null ? null : $"{Prefix}{meant}";
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
