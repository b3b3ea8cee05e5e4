using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>Hosts that must not reach each other.</summary>
public class IsolatedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task A_link_that_is_blocked_passes_and_one_that_is_not_fails_and_either_is_as_before_afterwards()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(2) { Sudo = true }, Ct);
        var routes = await RoutesAsync(lab);

        var blocked = new BuiltSample("Isolated");
        (await RunAsync(blocked, lab, "yes")).EnsureSuccess();
        blocked.Cases("Isolated").ShouldAllBe(c => c.Outcome == "passed");
        blocked.Result("Isolated/job.log").ShouldMatch("2-NetPerf failed as expected in .*");
        blocked.Result("Isolated/job.log").ShouldMatch("could not establish the control connection|[Nn]o route to host");
        (await RoutesAsync(lab)).ShouldBe(routes);

        var open = new BuiltSample("Isolated");
        var ran = await RunAsync(open, lab, "no");
        ran.ExitCode.ShouldBe(1, ran.ToString());
        open.Cases("Isolated").Single(c => c.Name == "NetPerf").Message.ShouldBe("it passed, but is expected to fail");
        (await RoutesAsync(lab)).ShouldBe(routes);
    }

    [Fact(Timeout = 60_000)]
    public async Task On_one_machine_it_is_skipped_and_says_why()
    {
        var sample = new BuiltSample("Isolated");

        (await sample.RunAsync()).EnsureSuccess();

        sample.Cases("Isolated").ShouldAllBe(c => c.Outcome == "skipped");
        sample.Cases("Isolated")[0].Message.ShouldContain("requires hosts>=2");
    }

    private static Task<Ran> RunAsync(BuiltSample sample, Lab lab, string block) => sample.RunAsync(
        "-p:StreamHosts=ssh:h1%3Bssh:h2|exec:sudo -n", $"-p:StreamSshConfig={lab.SshConfig}", $"-p:StreamParameters=block={block}");

    private static async Task<string> RoutesAsync(Lab lab) => (await lab.ExecAsync("h2", ["ip", "route"], Ct)).EnsureSuccess().Output;
}
