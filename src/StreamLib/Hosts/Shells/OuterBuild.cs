namespace StreamLib.Hosts;

/// <summary>Keeps a build that a nested test runs on this machine apart from the build that runs the test, and from all others.</summary>
internal static class OuterBuild
{
    // What a person sets. All else that begins so MSBuild and the dotnet command set for their own children.
    private static readonly HashSet<string> s_ofPeople = new(StringComparer.OrdinalIgnoreCase)
    {
        "MSBUILDDISABLENODEREUSE", "MSBUILDNODECONNECTIONTIMEOUT", "MSBUILDDEBUGPATH", "MSBUILDDEBUGENGINE", "MSBUILDTERMINALLOGGER",
        "MSBUILDLOGALLENVIRONMENTVARIABLES", "DOTNET_CLI_HOME", "DOTNET_CLI_UI_LANGUAGE", "DOTNET_CLI_TELEMETRY_OPTOUT",
        "DOTNET_CLI_USE_MSBUILD_SERVER", "DOTNET_CLI_FORCE_UTF8_ENCODING",
    };

    // A node or a compiler server that stays would serve other builds, too, and end with the nested test that has started it.
    private static readonly (string Name, string Value)[] s_defaults =
    [
        ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
        ("UseSharedCompilation", "false"), ("UseRazorBuildServer", "false"),
    ];

    /// <summary>Takes the variables of the outer build out of an environment, and lets nothing of a build stay unless it says so.</summary>
    public static void SeparateFrom(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsOfBuild).ToArray()) environment.Remove(name);
        foreach (var (name, value) in s_defaults) environment.TryAdd(name, value);
    }

    private static bool IsOfBuild(string name) =>
        !s_ofPeople.Contains(name)
        && (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("DOTNET_CLI_", StringComparison.Ordinal)
            || name == "DOTNET_HOST_PATH");
}
