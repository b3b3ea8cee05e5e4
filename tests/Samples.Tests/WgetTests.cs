using StreamLibTesting;

namespace StreamLibSamplesTests;

[Collection(LabFixture.Collection)]
public class WgetTests(LabFixture lab)
{
    [Fact(Timeout = 60_000)]
    public async Task Several_hosts_fetch_a_page_at_once()
    {
        NetTools.Require("wget");
        await using var server = await PageServer.StartAsync();

        var ran = (await new Sample("Wget").RunAsync("ssh:h1,ssh:h2,local:", server.UrlFrom(lab), lab.SshConfig)).EnsureSuccess();

        ran.Lines.Count.ShouldBe(3);
        server.Requests.ShouldBe(3);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_that_fails_is_named_with_the_reason()
    {
        NetTools.Require("wget");
        var ran = await new Sample("Wget").RunAsync("local:", "http://127.0.0.1:1/");
        ran.ExitCode.ShouldBe(1);
        ran.Output.Trim().ShouldBe("local: exit 4");
    }
}
