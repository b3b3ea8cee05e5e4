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

    /// <summary>What is wrong with a metadatum of an item; <c>null</c> where it has that one, and where it is the project's own.</summary>
    public static string? Wrong(string type, string given)
    {
        var own = s_all.First(item => item.Type == type).Words;
        if (Has(own, given)) return null;
        var others = s_all.Where(item => Has(item.Words, given)).Select(item => item.Type).ToArray();
        if (others.Length > 0) return $"it is a word of {string.Join(" and of ", others)}, not of {type}: write it there, or leave it out.";
        if (OfRuns.FirstOrDefault(word => Same(word, given)) is { } ofRun)
            return $"it is a word of a run, not of {type}: set the property Stream{ofRun}, as in -p:Stream{ofRun}=…, or leave it out.";
        // As C# calls it.
        if (Same("Parameters", given)) return "there is no such metadatum: write Params.";
        return Spelling.Meant(given, own) is { } meant ? $"there is no such metadatum: write {meant}." : null;
    }

    private static bool Has(IEnumerable<string> words, string given) => words.Any(word => Same(word, given));

    private static bool Same(string word, string given) => string.Equals(word, given, StringComparison.OrdinalIgnoreCase);
}
