using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>The metadata that the items of a test have, by the type of the item.</summary>
internal static class ItemWords
{
    private static readonly (string Type, string[] Words)[] s_all =
    [
        ("MultiStreamTest", [.. TestTerms.All.Select(term => term.Name), "Secrets", "Class", "Application"]),
        ("TestStream", ["Test", .. StreamTerms.All.Select(term => term.Name)]),
        ("NestedTest", ["Test", "Stream", .. ActionTerms.All.Concat(ActionTerms.Further).Select(term => term.Name), .. StepTerms.All.Select(term => term.Name)]),
    ];

    /// <summary>What is said of a run, by a property of the build: Stream and the word.</summary>
    public static IReadOnlyList<string> OfRuns { get; } =
    [
        nameof(RunMultiStreamTest.Hosts), nameof(RunMultiStreamTest.SshConfig), nameof(RunMultiStreamTest.Keep), nameof(RunMultiStreamTest.ExclusiveHosts), nameof(RunMultiStreamTest.WaitForHosts),
        nameof(RunMultiStreamTest.ArtifactLimit), nameof(RunMultiStreamTest.CacheLimit), nameof(RunMultiStreamTest.VerifyCache), nameof(RunMultiStreamTest.RetryInfrastructure),
        nameof(RunMultiStreamTest.Repeat), nameof(RunMultiStreamTest.UntilFail), nameof(RunMultiStreamTest.NoSkip), nameof(RunMultiStreamTest.DryRun),
    ];

    // What MSBuild itself, the SDK and editors give to items of any type.
    private static readonly HashSet<string> s_ofOthers = new(StringComparer.OrdinalIgnoreCase)
    {
        "FullPath", "RootDir", "Filename", "Extension", "RelativeDir", "Directory", "RecursiveDir", "Identity", "ModifiedTime",
        "CreatedTime", "AccessedTime",
        "DefiningProjectFullPath", "DefiningProjectDirectory", "DefiningProjectName", "DefiningProjectExtension", "OriginalItemSpec",
        "MSBuildSourceProjectFile", "MSBuildSourceTargetName",
        "Visible", "Link", "LinkBase", "SubType", "Generator", "DependentUpon", "LastGenOutput", "CustomToolNamespace",
        "CopyToOutputDirectory", "CopyToPublishDirectory",
        "Pack", "PackagePath", "BuildAction", "KeepDuplicates", "KeepMetadata", "RemoveMetadata", "TargetPath", "Culture", "NuGetPackageId",
        "NuGetPackageVersion", "IsImplicitlyDefined", "Label",
    };

    /// <summary>Whether an item of this type has a metadatum.</summary>
    public static bool Has(string type, string given) => Has(s_all.First(item => item.Type == type).Words, given);

    /// <summary>Whether a metadatum is none of ours, and for certain no slip: a name with _ before it is the project's own.</summary>
    public static bool IsOfOthers(string given) => given.StartsWith('_') || s_ofOthers.Contains(given);

    /// <summary>The metadata of a type, for messages.</summary>
    public static string Of(string type) => string.Join(", ", s_all.First(item => item.Type == type).Words);

    /// <summary>What is wrong with a metadatum of an item; <c>null</c> where it has that one, and where it may be the project's
    /// own.</summary>
    public static string? Wrong(string type, string given)
    {
        var own = s_all.First(item => item.Type == type).Words;
        if (Has(own, given) || IsOfOthers(given)) return null;
        var others = s_all.Where(item => Has(item.Words, given)).Select(item => item.Type).ToArray();
        if (others.Length > 0) return $"it is a word of {string.Join(" and of ", others)}, not of {type}: write it there, or leave it out.";
        // Other faces have other words for the same.
        if (Synonyms.Meant(given, own) is { } meant) return $"there is no such metadatum: write {meant}.";
        var run = OfRuns.FirstOrDefault(word => Same(word, given))
            ?? Synonyms.Meant(given, BuildProperties.Names.Select(name => name["Stream".Length..]));
        if (run is not null)
            return $"it is a word of a run, not of {type}: set the property Stream{run}, as in -p:Stream{run}=…, or leave it out.";
        return s_all.Where(item => item.Type != type).Select(item => (item.Type, Meant: Synonyms.Meant(given, item.Words)))
            .FirstOrDefault(item => item.Meant is not null) is { Meant: { } word, Type: var other }
            ? $"there is no such metadatum: {word} is one of {other}. Write it there, or leave it out."
            : null;
    }

    private static bool Has(IEnumerable<string> words, string given) => words.Any(word => Same(word, given));

    private static bool Same(string word, string given) => string.Equals(word, given, StringComparison.OrdinalIgnoreCase);
}
