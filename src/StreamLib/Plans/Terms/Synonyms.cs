namespace StreamLib.Plans;

/// <summary>Finds the option, property or metadatum that a person meant who wrote another word for it, as in <c>--host</c>,
/// <c>-p:StreamParams</c> or <c>Cmd</c>.</summary>
internal static class Synonyms
{
    private const int Longer = 8;
    private const int Short = 5;

    // Written in small letters and without dashes. The faces have different words of one group, and people know those of another face.
    private static readonly string[][] s_groups =
    [
        ["param", "params", "parameter", "parameters", "parms", "properties"],
        ["secret", "secrets", "password"],
        ["hosts", "host", "hostlist", "inventory", "machines"],
        ["sshconfig", "sshconfigfile", "config"],
        ["tests", "test", "testname", "testnames", "filter"],
        ["results", "result", "resultsdirectory", "resultdirectory", "resultsdir", "resultdir", "resultsfolder", "output",
            "outputdirectory"],
        ["timeout", "timeouts", "timelimit", "maxtime"],
        ["retryinfrastructure", "retry", "retries"],
        ["repeat", "repeats", "repetitions", "runs"],
        ["untilfail", "untilfails", "untilfailure", "untilfailed"],
        ["noskip", "noskips"],
        ["exclusivehosts", "exclusivehost", "exclusive"],
        ["waitforhosts", "waitforhost", "waithosts"],
        ["verifycache", "checkcache"],
        ["dryrun", "whatif", "noaction"],
        ["seconds", "second", "secs", "sec"],
        ["command", "commands", "cmd", "commandline", "run", "exec", "execute"],
        ["script", "scripts", "scriptfile", "file"],
        ["arguments", "argument", "args", "arg"],
        ["application", "app", "assembly", "dll"],
        ["class", "classname", "testclass"],
        ["background", "daemon", "detached", "async"],
        ["mayend", "canend", "mayexit"],
        ["port", "ports"],
        ["ready", "readywhen", "readiness", "waituntil"],
        ["needs", "need", "dependson", "depends", "dependencies", "after", "waitfor"],
        ["expect", "expected", "expectedoutcome", "expectfail", "expectfailure", "shouldfail", "mustfail", "xfail"],
        ["knownissue", "issue", "bug", "knownbug", "ticket"],
        ["limits", "limit", "threshold", "thresholds"],
        ["cleanup", "cleanups", "teardown", "undo", "finally"],
        ["count", "instances", "replicas", "number", "copies"],
        ["group", "groups"],
        ["requires", "require", "requirements", "prerequisites"],
        ["onfail", "failfast", "continueonfailure", "continueonerror", "onerror"],
        ["onfailure", "diagnostics"],
        ["collect", "artifacts", "artefacts", "logs"],
        ["share", "shared", "sharehosts", "sharedhosts"],
        ["stream", "streams", "lane"],
        ["matrix", "variants"],
        ["barrier", "barriers", "rendezvous"],
    ];

    /// <summary>The one of these names that was meant; <c>null</c> when it is one of them, or like none of them.</summary>
    /// <param name="written">What was written, without the dashes of an option.</param>
    /// <param name="names">The names that there are.</param>
    public static string? Meant(string written, params IEnumerable<string> names)
    {
        var all = names.ToArray();
        if (all.Contains(written, StringComparer.OrdinalIgnoreCase)) return null;
        var plain = Plain(written);
        if (Find(all, name => Plain(name) == plain) is { } same) return same;
        if (s_groups.Where(group => group.Contains(plain)).Select(group => Find(all, name => group.Contains(Plain(name))))
            .FirstOrDefault(name => name is not null) is { } other)
            return other;
        return Near(plain, all);
    }

    /// <summary>The one of these names that differs by a slip of the pen; <c>null</c> when it is one of them, or like none of
    /// them.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="names">The names that there are.</param>
    public static string? Near(string written, params IEnumerable<string> names)
    {
        var plain = Plain(written);
        // Two letters make another word of a short one.
        return names.Select(name => (Name: name, Distance: Spelling.Distance(plain, Plain(name))))
            .Where(near => near.Distance > 0
                && near.Distance <= (Plain(near.Name).Length >= Longer ? 2 : Plain(near.Name).Length >= Short ? 1 : 0))
            .OrderBy(near => near.Distance).Select(near => near.Name).FirstOrDefault();
    }

    private static string? Find(string[] names, Predicate<string> isMeant) => Array.Find(names, isMeant);

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
