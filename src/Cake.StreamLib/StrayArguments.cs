using StreamLib.Plans;

namespace Cake.StreamLib;

/// <summary>Finds arguments of a script that look like an option of this addin, and are none: the run would go on without what was
/// meant.</summary>
internal static class StrayArguments
{
    // What Cake itself takes. Names with an underscore are its settings, as in paths_tools.
    private static readonly HashSet<string> s_ofCake = new(StringComparer.OrdinalIgnoreCase)
    {
        "target", "t", "configuration", "c", "verbosity", "v", "exclusive", "e", "dryrun", "noaction", "whatif", "tree", "showtree",
        "description", "showdescription", "s", "help", "h",
        "version", "info", "debug", "d", "bootstrap", "skip-bootstrap", "working", "w", "interactive", "userecursive", "lifeline",
    };

    // Words that scripts have for purposes of their own, however near they are to an option.
    private static readonly HashSet<string> s_ofScripts = new(StringComparer.OrdinalIgnoreCase)
    {
        "output", "config", "password", "machines", "filter", "file", "number", "properties", "runs", "sec", "test", "second",
    };

    /// <summary>What is wrong with the arguments of a script.</summary>
    /// <param name="given">The names of the arguments.</param>
    /// <param name="known">The options of this addin.</param>
    public static IEnumerable<PlanGap> Of(IEnumerable<string> given, IReadOnlyCollection<string> known) =>
        from name in given
        where !s_ofCake.Contains(name) && !s_ofScripts.Contains(name) && !known.Contains(name, StringComparer.OrdinalIgnoreCase)
        let bare = name.StartsWith("stream", StringComparison.OrdinalIgnoreCase) ? name["stream".Length..] : name
        let meant = known.FirstOrDefault(option => string.Equals(option, bare.TrimStart('-', '_'), StringComparison.OrdinalIgnoreCase))
            ?? Synonyms.Meant(bare, known)
        where meant is not null
        select new PlanGap("SL1054",
            $"There is no option --{name}. Did you mean --{meant}? If it is an argument of this script, give it a name that differs "
            + $"more from --{meant}.");
}
