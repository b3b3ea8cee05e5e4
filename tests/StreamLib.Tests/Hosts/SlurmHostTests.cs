using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Hosts;

/// <summary>Nodes of an allocation that is there: what is true of all hosts is true of them.</summary>
[Collection(SlurmCollection.Name)]
public sealed class SlurmHostTests(SlurmLab slurm) : IAsyncLifetime
{
    private static readonly HostOptions Options = TestShells.Quick with { ConnectTimeout = TimeSpan.FromSeconds(20) };
    private string job = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => job = await slurm.TakeAsync(2, Ct);

    public async ValueTask DisposeAsync()
    {
        await slurm.EndAsync(job);
        await slurm.NothingIsLeftAsync(CancellationToken.None);
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_node_is_a_host_with_its_name_and_address()
    {
        await using var hosts = await HostGroup.OpenAsync($"slurm:job={job}", Options, Ct);

        hosts.Failures.ShouldBeEmpty();
        hosts.Hosts.Select(h => (h.Name, h.Address)).ShouldBe([("h1", slurm.Lab.AddressOf("h1")), ("h2", slurm.Lab.AddressOf("h2"))]);
        (await hosts.RunAsync("hostname", Ct)).Select(r => r.Result!.Output).ShouldBe(["h1\n", "h2\n"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_name_that_is_written_is_numbered_and_what_is_stacked_runs_on_every_node()
    {
        await using var hosts = await HostGroup.OpenAsync($"lab=slurm:job={job}|exec:env STACKED=yes|exec:setpriv --reuid 65534 --clear-groups", Options, Ct);

        hosts.Hosts.Select(h => h.Name).ShouldBe(["lab1", "lab2"]);
        (await hosts.RunAsync("echo $STACKED on $(hostname) as $(id -u)", Ct)).Select(r => r.Result!.Output).ShouldBe(["yes on h1 as 65534\n", "yes on h2 as 65534\n"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_node_can_be_looked_at()
    {
        var checks = await HostChecks.RunAsync(HostList.Parse($"slurm:job={job},gone=slurm:job={job},node=h3", "."), Options, clean: false, Ct);

        checks.Select(check => (check.Host.Name, check.IsUsable, check.Key)).ShouldBe([("h1", true, null), ("h2", true, null), ("gone", false, null)]);
        checks[2].Error!.Code.ShouldBe("SL2022");
        foreach (var check in checks.Take(2))
        {
            (check.Facts!.User, check.Sync).ShouldBe((Environment.UserName, "fifos"));
            check.Holders.ShouldBeEmpty();
            check.Leftovers.ShouldBeEmpty();
            check.Clock!.Value.Offset.ShouldBeInRange(-check.Clock.Value.Uncertainty, check.Clock.Value.Uncertainty);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Outputs_are_byte_exact_and_ends_are_told_apart()
    {
        await using var host = await OpenAsync();
        var (output, error) = (new MemoryStream(), new MemoryStream());

        var result = await host.RunAsync(new HostCommand { Line = "cat /bin/bash; cat /bin/tar >&2; exit 255", OutputTo = output, ErrorTo = error }, Ct);

        result.Ending.ShouldBe("exit 255");
        output.ToArray().ShouldBe(await File.ReadAllBytesAsync("/bin/bash", Ct));
        error.ToArray().ShouldBe(await File.ReadAllBytesAsync("/bin/tar", Ct));
        (await host.RunAsync("exit 137", Ct)).ExitCode.ShouldBe(137);
        (await host.RunAsync("kill -KILL $$", Ct)).Signal.ShouldBe("KILL");
        (await host.RunAsync("exec >&- 2>&-; exit 3", Ct)).ExitCode.ShouldBe(3);
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_commands_run_on_one_node_at_once()
    {
        await using var host = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => host.RunAsync($"cat /dev/null; echo {i}; exit {i}", Ct)));

        results.Select(r => (r.Output, r.ExitCode)).ShouldBe(Enumerable.Range(1, 12).Select(i => ($"{i}\n", (int?)i)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_daemon_is_swept_and_a_command_is_stopped()
    {
        await using var host = await OpenAsync();
        await host.RunAsync(new HostCommand { Line = "setsid setsid sleep 7901 </dev/null >/dev/null 2>&1 & exit 0", Mark = "server/1" }, Ct);
        await using var command = await TestShells.StartReadyAsync(host, new HostCommand { Line = "echo ready; exec sleep 7902", Mark = "client/1" });

        await command.StopAsync();

        (await command.Completion).Signal.ShouldBe("TERM");
        (await host.SweepAsync("server", Ct)).Killed.ShouldHaveSingleItem().Command.ShouldBe("sleep 7901");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_allocation_of_the_controller_says_of_steps_does_not_count_there()
    {
        Environment.SetEnvironmentVariable("SLURM_LABELIO", "1");
        try
        {
            await using var host = await OpenAsync();
            (await host.RunAsync("echo $SLURM_JOB_ID ${SLURM_LABELIO-none}", Ct)).Output.ShouldBe($"{job} none\n");
        }
        finally
        {
            Environment.SetEnvironmentVariable("SLURM_LABELIO", null);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancelled_by_somebody_its_nodes_are_lost_in_the_words_of_Slurm_and_others_are_not()
    {
        await using var hosts = await HostGroup.OpenAsync($"slurm:job={job},local:", Options, Ct);
        var commands = new List<Task<CommandResult>>();
        foreach (var host in hosts.Hosts)
            commands.Add((await TestShells.StartReadyAsync(host, new HostCommand { Line = "echo ready; exec sleep 7903" })).Completion);

        await slurm.EndAsync(job);

        (await Should.ThrowAsync<HostException>(commands[0])).Message.ShouldContain("CANCELLED");
        (await Should.ThrowAsync<HostException>(commands[1])).Code.ShouldBe("SL2006");
        hosts.Hosts[2].LostReason.ShouldBeNull();
        (await hosts.Hosts[2].RunAsync("echo on", Ct)).Output.ShouldBe("on\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_job_or_a_node_that_is_none_is_said_in_the_words_of_Slurm()
    {
        var noJob = await Should.ThrowAsync<HostException>(() => HostGroup.OpenAsync("slurm:job=999999", Options, Ct));
        noJob.Message.ShouldBe("Host slurm (slurm:job=999999): the nodes of Slurm job 999999 are not known: slurm_load_jobs error: Invalid job id specified. Check the number with squeue.");
        var noNode = await Should.ThrowAsync<HostException>(() => Host.OpenAsync(HostList.Parse($"slurm:job={job},node=h3", ".")[0], Options, Ct));
        noNode.Code.ShouldBe("SL2022");
        noNode.Message.ShouldContain("srun: error: ");
        (await Should.ThrowAsync<HostException>(() => Host.OpenAsync(HostList.Parse($"slurm:job={job}", ".")[0], Options, Ct))).Code.ShouldBe("SL2012");
    }

    private Task<Host> OpenAsync() => Host.OpenAsync(HostList.Parse($"slurm:job={job},node=h1", ".")[0], Options, Ct);
}

[CollectionDefinition(Name)]
public sealed class SlurmCollection : ICollectionFixture<SlurmLab>
{
    public const string Name = "Slurm";
}
