using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The founding example where sshd forwards nothing: its C# nested tests meet over FIFOs.</summary>
public class MultiNetperfOverFifosTests
{
    [Fact(Timeout = 180_000)]
    public async Task It_runs_on_hosts_that_do_not_forward()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(3) { NoForwarding = true }, TestContext.Current.CancellationToken);
        var sample = new Sample("Netperf");

        (await sample.MultiNetperfAsync("--hosts=ssh:h1,ssh:h2,ssh:h3", $"--ssh-config={lab.SshConfig}", "--param", "seconds=1", "--param", "tool=meter")).EnsureSuccess();

        JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).ShouldAllBe(c => c.Outcome == "passed");
        var log = sample.Result("job.log");
        foreach (var host in lab.Hosts)
            log.ShouldContain($"{host}: sync goes over FIFOs. ");
    }
}
