using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The founding example where a host is not there, or goes away. Most of it is waiting, so it has hosts of its own beside the other tests.</summary>
public sealed class MultiNetperfWithLostHostsTests : IAsyncLifetime
{
    private Lab lab = null!;

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        lab = await Lab.UpAsync(new LabOptions(3), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => lab?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact(Timeout = 120_000)]
    public async Task A_host_that_cannot_be_reached_is_exit_code_3_and_its_stream_an_error()
    {
        var sample = new Sample("Netperf");
        var ran = await sample.MultiNetperfAsync("--hosts=ssh:h1,ssh:h2,gone=ssh://127.0.0.1:1", SshConfig);

        ran.ExitCode.ShouldBe(3, ran.ToString());
        var cases = JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml"));
        cases.Single(c => c.Name == "client2").Outcome.ShouldBe("error");
        cases.Single(c => c.Name == "client2").Message.ShouldContain("Connection refused");
        cases.Single(c => c.Name == "client1").Message.ShouldStartWith("cut off because ");
        await NothingIsLeft();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pulled_cable_leaves_nothing_on_any_host_and_is_an_infrastructure_error()
    {
        var sample = new Sample("Netperf");
        await using var running = sample.Start("--hosts=ssh:h1,ssh:h2,ssh:h3", SshConfig, "--param", "seconds=60", "--param", "tool=meter");
        await running.WaitForOutputAsync("meter to ", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await lab.CutAsync("h3", TestContext.Current.CancellationToken);
        try
        {
            await NothingIsLeft();
            (await running.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(3, running.Output);
            JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).Single(c => c.Name == "client2").Outcome.ShouldBe("error");
        }
        finally
        {
            await lab.MendAsync("h3", TestContext.Current.CancellationToken);
        }
    }

    private string SshConfig => $"--ssh-config={lab.SshConfig}";

    private async Task NothingIsLeft()
    {
        foreach (var host in lab.Hosts) await lab.NothingRunsAsync(host, TestContext.Current.CancellationToken);
    }
}
