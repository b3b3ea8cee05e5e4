using Microsoft.Build.Framework;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>The names that a build chooses tests by, in all its projects: each has to choose something in one of them.</summary>
/// <param name="names">The names, with <c>*</c> and <c>?</c> in them.</param>
/// <param name="build">The build.</param>
internal sealed class TestFilter(IReadOnlyCollection<string> names, BuildOfProject build)
{
    /// <summary>What is wrong with the names that choose nothing in the whole build, as far as that can be told here.</summary>
    /// <param name="own">The tests of the project.</param>
    public IEnumerable<PlanGap> Check(ITaskItem[] own)
    {
        var missing = Missing(names, own);
        if (missing.Length == 0) return [];
        if (build.IsAlone) return [.. missing.Select(name => Gap(name, "the project", own))];
        if (build.TestsOfSolution() is not { } others) return [];
        ITaskItem[] all = [.. own, .. others];
        return [.. Missing(missing, all).Select(name => Gap(name, "the solution", all))];
    }

    private static string[] Missing(IEnumerable<string> names, ITaskItem[] tests)
    {
        Item[] items = [.. tests.Select(test => new Item("MultiStreamTest", test, []))];
        return [.. names.Where(name => !items.Any(new TestChoice([name]).Takes))];
    }

    private static PlanGap Gap(string name, string where, ITaskItem[] tests)
    {
        string[] declared = [.. tests.Select(test => test.ItemSpec).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var list = declared.Length == 0 ? "none" : string.Join(", ", declared);
        return new("SL5125",
            $"No MultiStreamTest of {where} matches {name} (-p:StreamTests).{Spelling.Question(name, declared)} Declared "
            + $"are: {list}.{VariantsOf(name, tests)}");
    }

    /// <summary>What to do where a name may be that of a variant of a class, which its application alone knows; empty where it is
    /// none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tests">The tests.</param>
    public static string VariantsOf(string name, ITaskItem[] tests) =>
        Array.Find(tests, test => test.GetMetadata("Class").Length > 0 && name.StartsWith($"{test.ItemSpec}-", StringComparison.Ordinal))
            is { } test
            ? $" {test.ItemSpec} is a class: give its own name, and choose its variants with -p:StreamParameters=NAME=VALUE."
            : "";
}
