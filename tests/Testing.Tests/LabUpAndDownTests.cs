using System.Globalization;
using StreamLibTesting;

namespace StreamLibTestingTests;

public sealed class LabUpAndDownTests
{
    private static readonly string Script = Repository.PathOf("tests", "lab", "lab");

    public LabUpAndDownTests() => Lab.Require();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Down_leaves_no_process_namespace_link_route_mount_or_file()
    {
        var lab = await Lab.UpAsync(new LabOptions(3) { Jump = true }, Ct);
        await using var _ = lab;
        await using var sleeper = Shell.Start("ssh", ["-F", lab.SshConfig, "h2", "echo asleep; setsid sleep 81547 & sleep 81547"]);
        await sleeper.WaitForOutputAsync("asleep", cancellationToken: Ct);
        var network = string.Join('.', lab.AddressOf("h1").Split('.')[..2]);
        var link = $"lab{network.Split('.')[1]}";
        (await TracesAsync(lab.Name, link, network)).ShouldAllBe(trace => trace.Value.Length > 0, "a look that cannot find anything proves nothing");

        await lab.DisposeAsync();

        foreach (var (where, trace) in await TracesAsync(lab.Name, link, network))
            trace.ShouldBeEmpty(where);
        (await ShAsync($"{Script} down --name={lab.Name}")).EnsureSuccess().Output.ShouldBe($"No lab '{lab.Name}' is up.\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lab_whose_up_was_killed_can_be_taken_down()
    {
        var name = $"killed-{Environment.ProcessId}";
        await using var up = Shell.Start(Script, ["up", "20", $"--name={name}"]);
        await Eventually.Holds(() => File.Exists($"/run/netns/{name}-h1"), "the first network", cancellationToken: Ct);
        await up.SignalAsync("KILL");

        (await ShAsync($"{Script} down --name={name}")).EnsureSuccess();

        (await ShAsync($"ip netns list | grep {name}; ls -d /run/streamlib-lab/{name}")).Output.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lab_of_a_process_that_has_ended_is_removed_by_the_next_up()
    {
        var name = $"orphan-{Environment.ProcessId}";
        await using (var owner = Shell.Start("sleep", ["100"]))
            (await ShAsync($"{Script} up 1 --name={name} --owner={owner.Id}")).EnsureSuccess();
        Directory.Exists($"/run/streamlib-lab/{name}").ShouldBeTrue();

        await using var next = await Lab.UpAsync(new LabOptions(1), Ct);

        Directory.Exists($"/run/streamlib-lab/{name}").ShouldBeFalse();
        (await next.SshAsync("h1", "hostname", Ct)).EnsureSuccess();
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_labs_of_one_name_are_one_too_many()
    {
        await using var lab = await Lab.UpAsync(new LabOptions(1), Ct);

        var second = await ShAsync($"{Script} up 2 --name={lab.Name}");

        second.ExitCode.ShouldBe(1);
        second.Error.ShouldMatch($"^lab: a lab '{lab.Name}' is up already \\(1 hosts, since .*\\); take it down with: lab down --name {lab.Name}; or ");
        (await lab.SshAsync("h1", "hostname", Ct)).EnsureSuccess();
    }

    [Fact(Timeout = 60_000)]
    public async Task Labs_of_different_names_do_not_see_each_other()
    {
        var labs = await Task.WhenAll(Lab.UpAsync(new LabOptions(2), Ct), Lab.UpAsync(new LabOptions(2), Ct));
        await using var one = labs[0];
        await using var other = labs[1];

        (await one.SshAsync("h1", "hostname", Ct)).EnsureSuccess();
        (await other.SshAsync("h1", "hostname", Ct)).EnsureSuccess();
        (await one.ExecAsync("h1", ["bash", "-c", $"< /dev/tcp/{other.AddressOf("h1")}/22"], Ct)).Error.ShouldContain("Network is unreachable");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_files_go_where_they_are_wanted_and_are_taken_away_again()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"lab-{Environment.ProcessId}");
        var name = $"dir-{Environment.ProcessId}";

        var told = (await ShAsync($"{Script} up 3 --name={name} --dir={folder}")).EnsureSuccess();
        try
        {
            told.Output.ShouldContain($"ssh -F {folder}/ssh_config h1 hostname");
            told.Output.ShouldContain($"--hosts=ssh:h1,ssh:h2,ssh:h3 --ssh-config={folder}/ssh_config");
            told.Output.ShouldContain($"--hosts=@{folder}/lab.json");
            Directory.GetFiles(folder).Select(Path.GetFileName).Order()
                .ShouldBe(["hosts", "id_ed25519", "id_ed25519.pub", "known_hosts", "lab.json", "ssh_config"]);
            (await ShAsync($"{Script} list")).Output.ShouldContain($"{name}\t3 hosts, since ");
        }
        finally
        {
            (await ShAsync($"{Script} down --name={name}")).EnsureSuccess();
        }

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("up", 2, "lab: up needs the number of hosts, 1 to 200")]
    [InlineData("up 201", 2, "lab: up needs the number of hosts, 1 to 200")]
    [InlineData("up 1 --fast", 2, "lab: up does not know '--fast'; see: lab help")]
    [InlineData("up 1 --name=No/Name", 2, "lab: 'No/Name' is no name for a lab: 1 to 32 of a-z, 0-9 and -")]
    [InlineData("up 1 --name=nowhere --hide=/no/folder", 1, "lab: --hide: there is no folder '/no/folder'")]
    [InlineData("ps h1 --name=nowhere", 1, "lab: there is no lab 'nowhere'; up are: ")]
    [InlineData("raise", 2, "lab: there is no command 'raise'; valid are: up, down, cut, mend, ps, exec, list, help")]
    public async Task A_mistake_is_told_with_the_way_out(string arguments, int exitCode, string message)
    {
        var ran = await ShAsync($"{Script} {arguments}");

        ran.ShouldSatisfyAllConditions(() => ran.ExitCode.ShouldBe(exitCode), () => ran.Error.ShouldStartWith(message));
        Directory.Exists("/run/streamlib-lab/nowhere").ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_that_is_not_there_is_told_with_those_that_are()
    {
        await using var lab = await Lab.UpAsync(new LabOptions(2), Ct);

        (await ShAsync($"{Script} cut h3 --name={lab.Name}")).Error.ShouldBe($"lab: there is no host 'h3' in lab '{lab.Name}'; it has: h1 h2\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_missing_program_is_told_with_its_package()
    {
        var ran = await Shell.RunAsync(
            "unshare", ["--mount", "sh", "-c", $"mount --bind /dev/null $(command -v sshd || echo /usr/sbin/sshd) && {Script} up 1 --name=nowhere"], null, Ct);

        ran.ShouldSatisfyAllConditions(
            () => ran.ExitCode.ShouldBe(1), () => ran.Error.ShouldBe("lab: not found on this machine: sshd (Debian package openssh-server)\n"));
    }

    private static async Task<Dictionary<string, string>> TracesAsync(string name, string link, string network)
    {
        var looks = new Dictionary<string, string>
        {
            ["processes"] = "for p in $(pgrep -f '[s]leep 81547'); do ps -o pid=,args= $p; done",
            ["namespaces"] = $"ip netns list | grep {name}",
            ["links"] = string.Create(CultureInfo.InvariantCulture, $"ip -o link | grep '{link}[ :a-z]'"),
            ["routes"] = $"ip route | grep -F {network}.",
            ["mounts"] = $"grep {name} /proc/self/mountinfo",
            ["files"] = $"ls -d /run/streamlib-lab/{name}",
        };
        var found = new Dictionary<string, string>();
        foreach (var (what, look) in looks)
            found[what] = (await ShAsync(look)).Output;
        return found;
    }

    private static Task<Ran> ShAsync(string script) => Shell.ScriptAsync(script, null, Ct);
}
