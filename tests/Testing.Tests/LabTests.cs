using System.Text.Json;
using StreamLibTesting;

namespace StreamLibTestingTests;

[Collection(LabFixture.Collection)]
public sealed class LabTests(LabFixture lab)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Every_host_is_reached_by_its_name_and_has_that_name()
    {
        var answers = await Task.WhenAll(lab.Hosts.Select(host => lab.Lab.SshAsync(host, "hostname; id -un; pwd; ls -A", Ct)));

        answers.Select(answer => answer.EnsureSuccess().Output).ShouldBe(lab.Hosts.Select(host => $"{host}\nstream\n/home/stream\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Processes_of_one_host_are_not_visible_on_another()
    {
        await using var sleeper = Shell.Start("ssh", ["-F", lab.SshConfig, "h1", "echo asleep; exec sleep 4711"]);
        await sleeper.WaitForOutputAsync("asleep", cancellationToken: Ct);

        (await lab.ProcessesAsync("h1", Ct)).ShouldContain(process => process.Command == "sleep 4711" && process.UserId > 0 && !process.IsSshd);
        (await lab.ProcessesAsync("h2", Ct)).ShouldNotContain(process => process.Command.Contains("4711"));
        (await lab.Lab.SshAsync("h1", "ps -e -o args", Ct)).Lines.ShouldContain("sleep 4711");
        (await lab.Lab.SshAsync("h2", "ps -e -o args", Ct)).Lines.ShouldNotContain("sleep 4711");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_without_connections_shows_no_process()
    {
        (await lab.Lab.SshAsync("h4", "true", Ct)).EnsureSuccess();

        await Eventually.Passes(async () => (await lab.ProcessesAsync("h4", Ct)).ShouldBeEmpty(), cancellationToken: Ct);
    }

    [Fact(Timeout = 60_000)]
    public async Task Files_of_one_host_are_not_visible_on_another()
    {
        const string folders = "/tmp /var/tmp /home/stream /dev/shm";
        (await lab.Lab.SshAsync("h1", $"for f in {folders}; do touch $f/mark; done", Ct)).EnsureSuccess();

        (await lab.Lab.SshAsync("h2", $"find {folders} -name mark", Ct)).EnsureSuccess().Output.ShouldBeEmpty();
        File.Exists("/tmp/mark").ShouldBeFalse();
        (await lab.Lab.SshAsync("h1", $"find {folders} -name mark -delete -print", Ct)).EnsureSuccess().Lines.Count.ShouldBe(4);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_reaches_another_by_each_address_in_the_inventory_and_by_name()
    {
        using var inventory = JsonDocument.Parse(await File.ReadAllTextAsync(lab.Inventory, Ct));
        var hosts = inventory.RootElement.GetProperty("hosts");
        hosts.EnumerateObject().Select(host => host.Name).ShouldBe(lab.Hosts);
        var h2 = hosts.GetProperty("h2");
        h2.GetProperty("connect").GetString().ShouldBe("ssh:h2");
        h2.GetProperty("address").GetString().ShouldBe(lab.Lab.AddressOf("h2"));

        var addresses = h2.GetProperty("addresses").EnumerateObject().Select(address => address.Value.GetString()!)
            .Append(lab.Lab.AddressOf("h2")).Append("h2");
        foreach (var address in addresses)
            (await Greeting(address)).ShouldStartWith("SSH-2.0", customMessage: address);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cut_cable_silences_a_host_until_it_is_mended()
    {
        (await Greeting("h2")).ShouldStartWith("SSH-2.0");

        await lab.CutAsync("h2", Ct);
        try
        {
            (await Greeting("h2")).ShouldBeEmpty();
            (await lab.ProcessesAsync("h2", Ct)).ShouldNotContain(process => process.UserId > 0);
        }
        finally
        {
            await lab.MendAsync("h2", CancellationToken.None);
        }

        await Eventually.Passes(async () => (await Greeting("h2")).ShouldStartWith("SSH-2.0"), cancellationToken: Ct);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_plain_user_finds_dotnet_and_the_usual_tools()
    {
        var found = await lab.Lab.SshAsync("h1", "dotnet --list-runtimes && command -v sh tar nc wget", Ct);

        found.EnsureSuccess().Output.ShouldContain("Microsoft.NETCore.App 10.");
    }

    [Fact(Timeout = 60_000)]
    public async Task Accounts_made_on_a_host_do_not_reach_another_host_or_this_machine()
    {
        (await lab.Lab.ExecAsync("h3", ["sh", "-c", "echo intruder:x:29999:29999::/:/bin/sh >> /etc/passwd; id -u intruder"], Ct)).EnsureSuccess();

        (await File.ReadAllTextAsync("/etc/passwd", Ct)).ShouldNotContain("intruder");
        (await lab.Lab.SshAsync("h4", "id -u intruder", Ct)).ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_run_as_root_on_a_host_keeps_its_exit_code_and_arguments()
    {
        var ran = await lab.Lab.ExecAsync("h5", ["sh", "-c", "hostname; id -u; printf '<%s>' \"$@\"; exit 7", "-", "a b", "$HOME"], Ct);

        ran.ShouldSatisfyAllConditions(() => ran.ExitCode.ShouldBe(7), () => ran.Output.ShouldBe("h5\n0\n<a b><$HOME>"));
    }

    private async Task<string> Greeting(string address) =>
        (await lab.Lab.ExecAsync("h1", ["timeout", "2", "bash", "-c", $"head -n 1 < /dev/tcp/{address}/22"], Ct)).Output;
}
