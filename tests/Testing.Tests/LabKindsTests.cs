using StreamLibTesting;

namespace StreamLibTestingTests;

/// <summary>Hosts that are not as one would like them; each test raises a lab of its own.</summary>
public sealed class LabKindsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Behind_a_jump_host_there_is_no_other_way_in()
    {
        await using var lab = await UpAsync(new LabOptions(3) { Jump = true });

        (await lab.SshAsync("h3", "hostname", Ct)).EnsureSuccess().Output.ShouldBe("h3\n");
        (await lab.SshAsync("jump", "hostname", Ct)).EnsureSuccess().Output.ShouldBe("jump\n");
        var direct = await Shell.RunAsync("ssh", ["-F", lab.SshConfig, "-o", "ProxyJump=none", "-o", "ConnectTimeout=5", "h3", "hostname"], null, Ct);
        direct.ExitCode.ShouldBe(255);
        direct.Error.ShouldContain("No route to host");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_jump_host_that_is_cut_off_cuts_off_all_behind_it()
    {
        await using var lab = await UpAsync(new LabOptions(1) { Jump = true });

        await lab.CutAsync("jump", Ct);

        (await lab.SshAsync("h1", "hostname", Ct)).ExitCode.ShouldBe(255);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_forwarding_a_reverse_tunnel_is_refused_even_behind_a_jump_host()
    {
        await using var lab = await UpAsync(new LabOptions(1) { NoForwarding = true, Jump = true });

        (await Tunnel(lab)).Error.ShouldContain("remote port forwarding failed");
        (await lab.SshAsync("h1", "hostname", Ct)).EnsureSuccess();
    }

    [Fact(Timeout = 60_000)]
    public async Task With_forwarding_the_far_side_chooses_the_port_of_a_reverse_tunnel()
    {
        await using var lab = await UpAsync(new LabOptions(1));

        (await Tunnel(lab)).EnsureSuccess().Error.ShouldContain("Allocated port");
    }

    [Fact(Timeout = 60_000)]
    public async Task Hosts_without_dotnet_have_none_anywhere()
    {
        await using var lab = await UpAsync(new LabOptions(1) { NoDotnet = true });

        (await lab.SshAsync("h1", "command -v dotnet", Ct)).ExitCode.ShouldBe(1);
        (await lab.ExecAsync("h1", ["sh", "-c", "ls -A /usr/share/dotnet /usr/lib/dotnet /root/.dotnet 2>/dev/null | grep -v ':$'"], Ct)).Output.Trim()
            .ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hidden_folder_is_empty_on_the_hosts_and_untouched_here()
    {
        await using var lab = await UpAsync(new LabOptions(1) { Hide = [Repository.Root, "/usr/share/doc"] });

        (await lab.ExecAsync("h1", ["sh", "-c", $"find {Repository.Root} /usr/share/doc -mindepth 1 2>/dev/null | wc -l"], Ct)).EnsureSuccess().Output.ShouldBe("0\n");
        (await lab.ExecAsync("h1", ["test", "-e", Repository.PathOf("Pipeline.sln")], Ct)).ExitCode.ShouldBe(1);
        File.Exists(Repository.PathOf("Pipeline.sln")).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task On_noexec_hosts_a_script_runs_by_its_interpreter_only()
    {
        await using var lab = await UpAsync(new LabOptions(1) { NoExec = true });

        foreach (var folder in new[] { "/tmp", "/var/tmp", "/home/stream", "/dev/shm", "/run/lock" })
        {
            var ran = await lab.SshAsync("h1", $"cd {folder} && echo 'echo ran' > s && chmod +x s && sh ./s; ./s", Ct);
            ran.ShouldSatisfyAllConditions(() => ran.ExitCode.ShouldBe(126), () => ran.Output.ShouldBe("ran\n"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Busybox_hosts_have_nothing_else()
    {
        await using var lab = await UpAsync(new LabOptions(1) { Busybox = true, Shell = "/bin/sh", NoExec = true });

        (await lab.SshAsync("h1", "for p in bash perl python3 dotnet ip setsid ps tar; do command -v $p; done; echo x | wc -l", Ct)).EnsureSuccess().Lines
            .ShouldBe(["/usr/bin/ip", "/usr/bin/setsid", "/usr/bin/ps", "/usr/bin/tar", "1"]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("tcsh", "echo $shell")]
    [InlineData("fish", "status fish-path")]
    public async Task The_login_shell_is_the_one_asked_for(string shell, string question)
    {
        NetTools.Require(shell);
        await using var lab = await UpAsync(new LabOptions(1) { Shell = NetTools.Find(shell) });

        (await lab.SshAsync("h1", question, Ct)).EnsureSuccess().Output.ShouldEndWith($"/{shell}\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_hosts_are_the_nodes_of_a_Slurm_and_what_it_runs_there_is_seen()
    {
        NetTools.Require("salloc");
        await using var lab = await UpAsync(new LabOptions(2) { Slurm = true });

        (await lab.SlurmAsync(["srun", "-N2", "hostname"], Ct)).EnsureSuccess().Lines.Order().ShouldBe(["h1", "h2"]);
        (await lab.ExecAsync("h2", ["sinfo", "-h", "-o", "%D %T"], Ct)).EnsureSuccess().Output.ShouldEndWith(" idle\n");
        var step = lab.SlurmAsync(["srun", "-N1", "-w", "h2", "sleep", "7921"], Ct);
        await Eventually.Passes(async () => (await lab.ProcessesAsync("h2", Ct)).ShouldContain(p => p.Command.EndsWith("sleep 7921", StringComparison.Ordinal)), cancellationToken: Ct);
        (await lab.SlurmAsync(["scancel", "--user=root"], Ct)).EnsureSuccess();
        await step;
        await Eventually.Passes(async () => (await lab.ProcessesAsync("h2", Ct)).Where(p => p.State != "Z").ShouldBeEmpty(), cancellationToken: Ct);
    }

    private static async Task<Lab> UpAsync(LabOptions options)
    {
        Lab.Require();
        return await Lab.UpAsync(options, Ct);
    }

    private static Task<Ran> Tunnel(Lab lab) => Shell.RunAsync(
        "ssh", ["-F", lab.SshConfig, "-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:0:127.0.0.1:9", "h1", "true"], null, Ct);
}
