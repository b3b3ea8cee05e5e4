// The founding example, written in C# and declared in a script. Both take the same options.
string[] netperfOptions =
[
    "hosts", "ssh-config", "results", "param", "secret", "timeout", "keep", "exclusive-hosts", "wait-for-hosts", "artifact-limit", "cache-limit", "verify-cache",
    "retry-infrastructure", "repeat", "until-fail", "no-skip", "seconds", "tool",
];
string[] netperfFlags = ["exclusive-hosts", "verify-cache", "until-fail", "no-skip"];

Task("MultiNetperf")
    .Description("Runs samples/Netperf. Options: --hosts=ssh:h1,ssh:h2 --ssh-config=FILE --results=DIR --param=NAME=VALUE --timeout=10m --seconds=N --tool=NAME.")
    .Does(() =>
{
    var options = NetperfOptions();
    Dotnet("build", "samples/Netperf/Netperf.csproj", "netperf");
    var application = root.CombineWithFilePath($"samples/Netperf/bin/{configuration}/net10.0/Netperf.dll").FullPath;
    Judge("MultiNetperf", RunHeld(root, "dotnet", [application, "run", "MultiNetperf", "--lifeline", .. options]));
});

Task("MultiNetperfDeclared")
    .Description("Runs samples/NetperfDeclared/build.cake with the packed addin. Options as for MultiNetperf.")
    .Does(() =>
{
    var options = NetperfOptions();
    Dotnet("pack", "src/Cake.StreamLib/Cake.StreamLib.csproj", "pack-Cake.StreamLib");

    // Cake keeps addins by version, and this one is packed anew under the same version: it gets a folder of its own that is emptied each time.
    var tools = artifacts.Combine("declared-tools");
    CleanDirectory(tools);
    Judge("MultiNetperf", RunHeld(root, "dotnet", ["cake", "samples/NetperfDeclared/build.cake", "--target=MultiNetperf", "--lifeline", "--verbosity=quiet",
        $"--paths_tools={tools}", $"--nuget_source={packages}", $"--results-root={root.Combine("results")}", .. options.Select(FromRoot)]));
});

/// The options of the command line as --NAME=VALUE, with the shorthands written out.
List<string> NetperfOptions()
{
    var known = netperfOptions.Concat(["target", "configuration", "verbosity", "exclusive"]);
    var unknown = Context.Arguments.GetArguments().Keys.Where(name => !name.Contains('_') && !known.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
    if (unknown.Count > 0) throw new CakeException(2, $"Unknown option --{string.Join(", --", unknown)}. Known are --{string.Join(", --", netperfOptions)}.");

    return netperfOptions.SelectMany(name => Context.Arguments.GetArguments(name).Select(value => netperfFlags.Contains(name) && value is "" or "true"
        ? $"--{name}"
        : string.IsNullOrWhiteSpace(value)
        ? throw new CakeException(2, $"--{name} has no value: write --{name}=VALUE.")
        : name is "seconds" or "tool" ? $"--param={name}={value}" : $"--{name}={value}")).ToList();
}

/// An option whose paths start at the root, for a script that runs in another folder.
string FromRoot(string option) => option.Split('=', 2) switch
{
    ["--results" or "--ssh-config", var path] => $"{option.Split('=')[0]}={System.IO.Path.Combine(root.FullPath, path)}",
    ["--hosts", var hosts] => "--hosts=" + System.Text.RegularExpressions.Regex.Replace(hosts, @"(^|[,;\n])\s*@(?!/)", $"$1@{root}/"),
    _ => option,
};

void Judge(string test, int exitCode)
{
    if (exitCode == 0) return;
    var meaning = exitCode switch
    {
        1 => "a test failed",
        2 => "wrong usage or an invalid plan",
        3 => "only infrastructure went wrong",
        130 => "cancelled",
        _ => "it broke",
    };
    throw new CakeException(exitCode, $"{test} ended with exit code {exitCode}: {meaning}.");
}
