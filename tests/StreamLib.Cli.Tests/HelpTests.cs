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
}
