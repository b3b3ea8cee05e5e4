using System.Text.Json.Nodes;
using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The founding example on hosts of the lab.</summary>
[Collection(LabFixture.Collection)]
public class MultiNetperfOverSshTests(LabFixture lab)
{
    [Theory(Timeout = 120_000)]
    [InlineData("meter", 3)]
    [InlineData("netperf", 3)]
    [InlineData("iperf3", 3)]
    [InlineData("iperf3", 8)]
    public async Task The_first_host_is_the_server_and_every_further_one_a_client(string tool, int hosts)
    {
        if (tool != "meter") NetTools.Require(tool);
        var sample = new Sample("Netperf");

        var ran = (await sample.MultiNetperfAsync(Hosts(hosts), SshConfig, "--param", $"tool={tool}", "--param", "seconds=1")).EnsureSuccess();

        ran.Output.ShouldContain($"tool: {tool}");
        var cases = JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml"));
        cases.ShouldAllBe(c => c.Outcome == "passed");
        cases.Where(c => c.Name == "NetPerf").Select(c => c.Host).ShouldBe(lab.Hosts.Skip(1).Take(hosts - 1));
        await NothingIsLeft();
    }

    [Fact(Timeout = 120_000)]
    public async Task The_payload_is_shipped_once_and_found_the_second_time()
    {
        (await new Sample("Netperf").MultiNetperfAsync(Hosts(2), SshConfig, "--param", "seconds=1")).EnsureSuccess();
        (await new Sample("Netperf").MultiNetperfAsync(Hosts(2), SshConfig, "--param", "seconds=1")).EnsureSuccess().Output.ShouldContain("is already there");
    }

    [Fact(Timeout = 120_000)]
    public async Task Local_and_ssh_hosts_mix_in_one_run()
    {
        var sample = new Sample("Netperf");
        (await sample.MultiNetperfAsync("--hosts=local:,ssh:h1,ssh:h2", SshConfig, "--param", "seconds=1")).EnsureSuccess();
        JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).Where(c => c.Name == "NetPerf").Select(c => c.Host).ShouldBe(["h1", "h2"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_addresses_under_test_come_from_the_inventory()
    {
        var sample = new Sample("Netperf");
        var storage = (string)JsonNode.Parse(await File.ReadAllTextAsync(lab.Inventory, TestContext.Current.CancellationToken))!["hosts"]!["h1"]!["addresses"]!["storage"]!;
        var inventory = Path.Combine(Path.GetDirectoryName(sample.Results)!, "two.json");
        await File.WriteAllTextAsync(
            inventory,
            $$"""
            {
              "hosts": {
                "srv": { "connect": "ssh:h1", "address": "{{storage}}" },
                "cli": { "connect": "ssh:h2" }
              }
            }
            """,
            TestContext.Current.CancellationToken);

        var ran = (await sample.MultiNetperfAsync($"--hosts=@{inventory}", SshConfig, "--param", "seconds=1")).EnsureSuccess();

        ran.Output.ShouldContain($" to {storage}, port ");
    }

    [Fact(Timeout = 120_000)]
    public async Task When_a_client_fails_the_server_is_gone_from_its_host()
    {
        NetTools.Require("netperf");
        var sample = new Sample("Netperf");
        var inventory = Path.Combine(Path.GetDirectoryName(sample.Results)!, "three.json");
        await File.WriteAllTextAsync(
            inventory,
            """{"hosts":{"h1":{"connect":"ssh:h1"},"h2":{"connect":"ssh:h2"},"h3":{"connect":"ssh:h3","params":{"options":"-t NO_SUCH_TEST"}}}}""",
            TestContext.Current.CancellationToken);

        var ran = await sample.MultiNetperfAsync($"--hosts=@{inventory}", SshConfig, "--param", "tool=netperf", "--param", "seconds=20");

        ran.ExitCode.ShouldBe(1, ran.ToString());
        JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).Count(c => c.Outcome == "failure").ShouldBe(3);
        await NothingIsLeft();
    }

    [Fact(Timeout = 120_000)]
    public async Task Ctrl_C_in_a_terminal_stops_everything_writes_the_results_and_exits_130()
    {
        var sample = new Sample("Netperf");
        await using var running = Pty.Start(
            sample.CommandLine("run", "MultiNetperf", "--results", sample.Results, Hosts(3), SshConfig, "--param", "seconds=60", "--param", "tool=meter"));
        await running.WaitForOutputAsync("meter to ", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await running.SendAsync(Pty.Interrupt);

        (await running.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(130, running.Output);
        JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).Where(c => c.Name is "NetPerf" or "NetServer").ShouldAllBe(c => c.Message.Contains("cancelled"));
        await NothingIsLeft();
    }

    [Theory(Timeout = 120_000)]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Being_asked_to_end_stops_everything_and_exits_130(string signal)
    {
        var sample = new Sample("Netperf");
        await using var running = sample.Start(Hosts(3), SshConfig, "--param", "seconds=60", "--param", "tool=meter");
        await running.WaitForOutputAsync("meter to ", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await running.SignalAsync(signal);

        (await running.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(130, running.Output);
        sample.Result("TEST-MultiNetperf.xml").ShouldContain("cancelled");
        await NothingIsLeft();
    }

    [Fact(Timeout = 120_000)]
    public async Task Killing_the_controller_leaves_nothing_on_any_host_and_results_that_can_be_read()
    {
        var sample = new Sample("Netperf");
        await using var running = sample.Start(Hosts(3), SshConfig, "--param", "seconds=60", "--param", "tool=meter");
        await running.WaitForOutputAsync("meter to ", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await running.SignalAsync("KILL");

        await NothingIsLeft();
        JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).Count.ShouldBeGreaterThan(3);
    }

    private string SshConfig => $"--ssh-config={lab.SshConfig}";

    private string Hosts(int count) => $"--hosts={string.Join(',', lab.Hosts.Take(count).Select(h => $"ssh:{h}"))}";

    private async Task NothingIsLeft()
    {
        foreach (var host in lab.Hosts) await lab.Lab.NothingRunsAsync(host, TestContext.Current.CancellationToken);
    }
}
