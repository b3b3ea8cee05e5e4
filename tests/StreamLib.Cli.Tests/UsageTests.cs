using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>Command lines that are none: one line with a code, the thing and the way out.</summary>
public class UsageTests
{
    private const string NoConfig = "SL1176: The ssh configuration /missing/config does not exist. "
        + "Correct the path (--ssh-config, SshConfig), or leave it out to use your own configuration.";

    [Theory(Timeout = 120_000)]
    [InlineData("SL1054: There is no option --bogus: 'dotnet streams run --help' shows those that there are.", "run", "--bogus")]
    [InlineData("SL1054: There is no option --bogus: 'dotnet streams run --help' shows those that there are.", "run", "--bogus", "--run", "a -- true")]
    [InlineData("SL1054: There is no option --bogus: 'dotnet streams run --help' shows those that there are.", "run", "APP.dll", "Pair", "--bogus=3")]
    [InlineData("SL1054: There is no option -x: 'dotnet streams run --help' shows those that there are.", "run", "Pair", "-x", "1", "2")]
    [InlineData("SL1054: There is no option --bogus: 'dotnet streams list --help' shows those that there are.", "list", "--bogus")]
    [InlineData("SL1054: There is no option --bogus: 'dotnet streams --help' shows those that there are.", "--bogus")]
    [InlineData("SL1054: There is no option --frob: 'dotnet streams sync status --help' shows those that there are.", "sync", "status", "--frob")]
    [InlineData("SL1054: There is no option --frob: 'dotnet streams sync get --help' shows those that there are.", "sync", "get", "--frob")]
    [InlineData("SL1054: There is no option --host: did you mean --hosts? 'dotnet streams run --help' shows those that there are.", "run",
        "Pair", "--host=ssh:h6")]
    [InlineData("SL1054: There is no option --parameter: did you mean --param? 'dotnet streams run --help' shows those that there are.",
        "run", "--parameter", "a=1")]
    [InlineData("SL1054: There is no option --host: did you mean --hosts? 'dotnet streams hosts check --help' shows those that there are.",
        "hosts", "check", "--host", "a")]
    [InlineData("SL1130: --hosts is empty. Give at least one host, as in ssh:h1, or leave --hosts out to run all streams on this machine.",
        "hosts", "check", "--hosts", "")]
    [InlineData("SL1130: --hosts is empty. Give at least one host, as in ssh:h1, or leave --hosts out to run all streams on this machine.",
        "run", "--run", "a -- true", "--hosts", "")]
    [InlineData("SL1130: The list of hosts ',' names no host. Give at least one host, as in ssh:h1, or leave the option out to run all "
        + "streams on this machine.", "run", "--run", "a -- true", "--hosts=,")]
    [InlineData("SL1055: There is no command 'frob': 'dotnet streams --help' shows those that there are.", "frob")]
    [InlineData("SL1055: There is no command 'chekc': did you mean check? 'dotnet streams hosts --help' shows those that there are.",
        "hosts", "chekc", "--hosts", "a")]
    [InlineData("SL1055: No command is given: 'dotnet streams sync --help' shows those that there are.", "sync")]
    [InlineData("SL1056: 'b c' is more than 'barrier' takes: leave it out; 'dotnet streams sync barrier --help' shows what can be given.", "sync", "barrier", "a", "2", "3", "b", "c")]
    [InlineData("SL1056: 'more' is more than 'check' takes: leave it out; 'dotnet streams hosts check --help' shows what can be given.", "hosts", "check", "more")]
    [InlineData("SL1057: 'get' is given without KEY: 'dotnet streams sync get --help' shows what has to be given.", "sync", "get")]
    [InlineData("SL1057: 'set' is given without KEY and VALUE: 'dotnet streams sync set --help' shows what has to be given.", "sync", "set")]
    [InlineData("SL1060: --hosts has no value: write --hosts VALUE; 'dotnet streams run --help' shows what it can be.", "run", "Pair", "--hosts")]
    [InlineData("SL1060: --hosts has no value, for --json reads like an option: write --hosts VALUE, or --hosts=--json where that is meant; 'dotnet streams hosts check --help' shows what it can be.", "hosts", "check", "--hosts", "--json")]
    [InlineData("SL1060: --hosts has no value, for --repeat reads like an option: write --hosts VALUE, or --hosts=--repeat where that is meant; 'dotnet streams run --help' shows what it can be.", "run", "Pair", "--hosts", "--repeat", "2")]
    [InlineData("SL1061: --repeat is given 2 times: give it once.", "run", "Pair", "--repeat", "2", "--repeat", "3")]
    [InlineData("SL1086: --no-skip: 'maybe' is neither true nor false: write --no-skip for yes, or leave it out.", "run", "Pair", "--no-skip=maybe")]
    [InlineData(NoConfig, "run", "--ssh-config", "/missing/config", "--run", "a -- true")]
    [InlineData(NoConfig, "run", "--dry-run", "--ssh-config", "/missing/config", "--run", "a -- true")]
    [InlineData(NoConfig, "hosts", "check", "--ssh-config", "/missing/config")]
    public async Task The_tool_tells_what_is_wrong(string error, params string[] arguments) =>
        ShouldBe(await Tool.RunAsync(ShellOptions.Default, arguments), error);

    [Theory(Timeout = 120_000)]
    [InlineData("SL1054: There is no option --bogus: 'Application run --help' shows those that there are.", "run", "--bogus")]
    [InlineData("SL1054: There is no option --bogus: 'Application run --help' shows those that there are.", "run", "Slow", "--bogus", "5")]
    [InlineData("SL1055: There is no command 'rum': 'Application --help' shows those that there are.", "rum", "Pair")]
    [InlineData("SL1055: No command is given: 'Application --help' shows those that there are.")]
    [InlineData("SL1056: 'Slow' is more than 'run' takes: leave it out; 'Application run --help' shows what can be given.", "run", "Pair", "Slow")]
    [InlineData("SL1057: 'run' is given without test: 'Application run --help' shows what has to be given.", "run", "--repeat", "2")]
    [InlineData("SL1060: --hosts has no value: write --hosts VALUE; 'Application run --help' shows what it can be.", "run", "Pair", "--hosts")]
    [InlineData("SL1061: --repeat is given 2 times: give it once.", "run", "Pair", "--repeat", "2", "--repeat", "3")]
    public async Task A_test_application_tells_what_is_wrong(string error, params string[] arguments) =>
        ShouldBe(await Shell.RunAsync("dotnet", [Tool.Application, .. arguments], ShellOptions.Default, TestContext.Current.CancellationToken), error);

    [Fact(Timeout = 120_000)]
    public async Task Several_that_are_wrong_are_told_at_once() =>
        ShouldBe(
            await Tool.RunAsync(ShellOptions.Default, "run", "Pair", "--bogus", "--frob", "--hosts"),
            "SL1054: There is no option --bogus: 'dotnet streams run --help' shows those that there are.\n"
            + "error SL1054: There is no option --frob: 'dotnet streams run --help' shows those that there are.\n"
            + "error SL1060: --hosts has no value: write --hosts VALUE; 'dotnet streams run --help' shows what it can be.");

    [Fact(Timeout = 120_000)]
    public async Task Words_that_may_be_anything_may_begin_with_dashes()
    {
        await using var server = new SyncServerProcess();
        await server.StartAsync();
        (await server.AskAsync("set", "flags", "--verbose", "-x")).EnsureSuccess();
        (await server.AskAsync("get", "flags")).EnsureSuccess().Output.ShouldBe("--verbose -x\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task Help_is_shown_whatever_else_is_written() =>
        (await Tool.RunAsync(ShellOptions.Default, "run", "--bogus", "--help")).EnsureSuccess().Output.ShouldContain("dotnet streams run");

    private static void ShouldBe(Ran ran, string error) => (ran.ExitCode, ran.Output, ran.Error).ShouldBe((2, "", $"error {error}\n"));
}
