using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTesting;
using StreamLibTests.Guide;
using StreamLibTests.Hosts;
using Lab = StreamLibTesting.Lab;

namespace StreamLibTests.Jobs;

/// <summary>A folder that is shipped with a declared step.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PayloadTests
{
    private const string Serve = "#!/bin/sh\nwhile :; do nc -l -N \"$PORT\" <current || exit; done\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("here=local:")]
    [InlineData("there=exec:env")]
    [InlineData("stacked=local:|exec:env|exec:env")]
    public async Task It_is_the_working_directory_of_the_step_and_its_steps_share_it(string host)
    {
        var home = TemporaryFolder.Make();
        var folder = Published(home);
        var before = TestFolder.Listing(folder);
        await InventoryAsync(home, host.Split('=')[0], host.Split('=')[1]);
        Directory.CreateDirectory(Path.Combine(home, "other"));
        await File.WriteAllTextAsync(Path.Combine(home, "other", "own"), "own", Ct);
        await File.WriteAllTextAsync(Path.Combine(home, "script.sh"), "cat answer.txt", Ct);
        var plan = Plan.Named("Shipped").Stream("a", s => s
            .Start("up", "./say up; exec sleep 600", step => step with { Ready = "file answer.txt" })
            .Run(
                "first",
                "pwd; echo \"$STREAM_PAYLOAD\"; \"$STREAM_PAYLOAD/say\" first; readlink current; cat current",
                step => step with { Cleanup = "cd \"$STREAM_PAYLOAD\" && ./say undone >&2" })
            .RunScript("script", "script.sh")
            .Run("own", "cat own", step => step with { Payload = "other" })
            .Run("second", "pwd")
            with
        { Payload = "publish/" });

        for (var run = 1; run <= 2; run++)
        {
            var job = await RunAsync(home, plan);
            job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
            var there = job.Output("a/5-second").ShouldHaveSingleItem();
            job.Output("a/2-first").ShouldBe([there, there, "said first", "answer.txt", "42"]);
            job.Output("a/3-script").ShouldBe(["42"]);
            job.Output("a/4-own").ShouldBe(["own"]);
            TestFolder.Listing(there).ShouldBe(before);
            (there == folder).ShouldBe(host.StartsWith("here", StringComparison.Ordinal));
            if (there != folder)
            {
                var told = run == 1 ? "payload publish shipped, " : "payload publish is already there ";
                job.Events.OfType<LogWritten>().ShouldContain(e => e.Text.StartsWith(told, StringComparison.Ordinal));
                job.Events.OfType<NestedStarted>().Single(e => e.Nested == "5-second").ByHand
                    .ShouldMatch($"^env sh -c .*cd {there} && .*STREAM_PAYLOAD={there} .*sh -c pwd");
            }

            job.File("job.log").ShouldContain("./say undone");
        }

        TestFolder.Listing(folder).ShouldBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_step_writes_there_is_not_in_the_next_run()
    {
        var (home, log) = (TemporaryFolder.Make(), "");
        Published(home);
        await InventoryAsync(home, "h1", "exec:env");
        var plan = Plan.Named("Writes").Stream("a", s => s.Run("a", "test ! -e left && date >left") with { Payload = "publish" });

        for (var run = 1; run <= 2; run++)
        {
            var job = await RunAsync(home, plan);
            job.Result.ExitCode.ShouldBe(0, log = job.File("job.log"));
        }

        log.ShouldContain("is not what was shipped there: it is sent again");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_in_code_ships_one_too()
    {
        var job = new TestJob();
        Published(job.Home);
        await job.StartAsync(new Shipping(), o => o with { Hosts = "h1=exec:env" }, Ct);

        job.Result.ExitCode.ShouldBe(1);
        job.Output("a/1-stream").ShouldBe(["42"]);
        job.Output("a/2-step").ShouldBe(["said hello"]);
        job.Nested("a/3-missing").Message.ShouldBe(
            $"a/3-missing has the payload {job.Home}/missing, a folder that does not exist here: build or publish it first.");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_published_service_runs_on_one_host_of_the_lab_and_its_client_on_another()
    {
        Lab.Require();
        NetTools.Require("nc");
        await using var lab = await Lab.UpAsync(new LabOptions(2) { NoDotnet = true, Only = ["h2=noexec"] }, Ct);
        var home = TemporaryFolder.Make();
        Published(Path.Combine(home, "bin"));
        var plan = ScenarioExamples.Published();
        var client = plan.Streams[1].Run("say", "sh ./say hello", step => step with { Payload = "bin/publish" });
        plan = plan with { Streams = [plan.Streams[0], client] };

        var job = await RunAsync(home, plan, $"ssh:{lab.Hosts[0]},ssh:{lab.Hosts[1]}", lab.SshConfig);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("server/1-serve").Outcome.ShouldBe(Outcome.Pass);
        job.Output("client/1-warm").ShouldBe(["42"]);
        job.Output("client/2-measure").ShouldBe(["42"]);
        job.Output("client/3-say").ShouldBe(["said hello"]);
        job.Events.OfType<LogWritten>().Where(e => e.Level == LogLevel.Warning).Select(e => e.Text).ShouldHaveSingleItem()
            .ShouldMatch("^h2: no program can be started from /.*/cache, where .*/publish is brought \\(noexec\\): start it by");
    }

    // In a folder that was there before.
    private static async Task<TestJob> RunAsync(string home, Plan plan, string hosts = "@lab.json", string? sshConfig = null)
    {
        var job = new TestJob();
        await job.StartAsync(plan, o => o with { WorkingDirectory = home, Hosts = hosts, SshConfig = sshConfig }, Ct);
        return job;
    }

    // With a cache of its own.
    private static Task InventoryAsync(string home, string name, string connect) => File.WriteAllTextAsync(
        Path.Combine(home, "lab.json"),
        $$"""{"hosts":{"{{name}}":{"connect":"{{connect}}","directory":"{{TemporaryFolder.Make()}}"} } }""",
        Ct);

    private static string Published(string home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home, "publish")).FullName;
        foreach (var (name, text) in ((string, string)[])[("serve", Serve), ("say", "#!/bin/sh\necho said \"$@\"\n")])
        {
            File.WriteAllText(Path.Combine(folder, name), text);
            File.SetUnixFileMode(Path.Combine(folder, name), (UnixFileMode)0b111_101_101);
        }

        File.WriteAllText(Path.Combine(folder, "answer.txt"), "42\n");
        File.CreateSymbolicLink(Path.Combine(folder, "current"), "answer.txt");
        return folder;
    }

    private sealed class Shipping : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Stream("a", s => s with { Payload = "publish" });

        protected override async Task Test(StreamSet streams)
        {
            await streams["a"].Run("stream", "cat answer.txt");
            await streams["a"].RunAsync(new Step { Name = "step", Action = new StepAction.Command("./say hello"), Payload = "./publish" });
            await streams["a"].RunAsync(new Step { Name = "missing", Action = new StepAction.Command("true"), Payload = "missing" });
        }
    }
}
