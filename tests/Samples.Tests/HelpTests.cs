using StreamLibTesting;

namespace StreamLibSamplesTests;

public class HelpTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("application", "--help")]
    [InlineData("run", "run", "--help")]
    public async Task The_help_says_what_can_be_given(string name, params string[] arguments) =>
        Snapshot.Matches((await new Sample("Netperf").RunAsync(arguments)).EnsureSuccess().Output, name);
}
