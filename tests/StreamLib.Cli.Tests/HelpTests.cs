using StreamLibTesting;

namespace StreamLibCliTests;

public class HelpTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("tool")]
    [InlineData("syncserver", "syncserver")]
    [InlineData("sync", "sync")]
    [InlineData("run", "run")]
    [InlineData("list", "list")]
    [InlineData("check", "hosts", "check")]
    [InlineData("barrier", "sync", "barrier")]
    [InlineData("lock", "sync", "lock")]
    [InlineData("receive", "sync", "receive")]
    public async Task The_help_says_what_can_be_given(string name, params string[] command)
    {
        var help = (await Tool.RunAsync(ShellOptions.Default, [.. command, "--help"])).EnsureSuccess();
        help.Error.ShouldBe("");
        Snapshot.Matches(help.Output, name);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("'frob'", "'dotnet streams --help'", "frob")]
    [InlineData("'--frob'", "'dotnet streams sync status --help'", "sync", "status", "--frob")]
    [InlineData("argument missing", "'dotnet streams sync get --help'", "sync", "get")]
    [InlineData("command was not provided", "'dotnet streams sync --help'", "sync")]
    public async Task What_is_written_wrong_is_told_on_standard_error_with_the_help_that_helps(string what, string help, params string[] arguments)
    {
        var ran = await Tool.RunAsync(ShellOptions.Default, arguments);
        ran.ExitCode.ShouldBe(2);
        ran.Output.ShouldBe("");
        ran.Error.ShouldContain(what);
        ran.Error.ShouldContain(help);
        ran.Error.Split('\n').Length.ShouldBe(3);
    }
}
