using System.Collections;
using System.Collections.Immutable;
using StreamLib.Plans;
using StreamLibTests.Jobs;

namespace StreamLibTests.Hosts.Shells;

/// <summary>What a nested test on this machine sees of the build that runs it.</summary>
public class OuterBuildTests
{
    private const string Shows = "env | grep -iE '^(MSBUILD|DOTNET_(CLI|HOST)|Use(Shared|Razor))' | sort";

    [Fact(Timeout = 60_000)]
    public async Task The_variables_of_the_outer_build_stay_there_and_nothing_of_a_nested_build_remains()
    {
        var seen = await SeenAsync(
            ("MSBuildSDKsPath", "/sdk"), ("MSBuildExtensionsPath", "/sdk"), ("MSBUILD_EXE_PATH", "/sdk"),
            ("MSBuildLoadMicrosoftTargetsReadOnly", "true"), ("MSBUILDUSESERVER", "1"), ("DOTNET_HOST_PATH", "/dotnet"),
            ("DOTNET_CLI_TELEMETRY_SESSIONID", "1"));

        seen.ShouldBe([
            "DOTNET_CLI_USE_MSBUILD_SERVER=0", "MSBUILDDISABLENODEREUSE=1", "UseRazorBuildServer=false", "UseSharedCompilation=false",
        ]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_user_sets_stays()
    {
        (string, string)[] own =
        [
            ("DOTNET_CLI_HOME", "/home"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "1"), ("MSBUILDDISABLENODEREUSE", "0"),
            ("UseRazorBuildServer", "true"), ("UseSharedCompilation", "true"),
        ];
        (await SeenAsync(own)).ShouldBe(own.Select(v => $"{v.Item1}={v.Item2}"));
    }

    private static async Task<string[]> SeenAsync(params (string Name, string Value)[] variables)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(v => v.Key is "PATH" or "HOME" or "TMPDIR")
            .ToImmutableDictionary(v => v.Key.ToString()!, v => v.Value!.ToString()!)
            .SetItems(variables.Select(v => KeyValuePair.Create(v.Name, v.Value)))
            .SetItem("LC_ALL", "C");
        var plan = Plan.Named("Env").Stream("one", s => s.Run("show", Shows));
        var job = await TestJob.RunAsync(plan, o => o with { Environment = environment });
        return job.Output("one/1-show");
    }
}
