using Microsoft.Build.Framework;
using StreamLib.Sync;
using StreamLib.Tasks;

namespace StreamLibTasksTests;

public sealed class SyncTaskTests
{
    private const int Seconds = 1000;

    [Fact(Timeout = 30 * Seconds)]
    public async Task Projects_of_one_build_meet_and_hand_on_values()
    {
        using var build = new MockEngine(("Configuration", "Release"));
        var meet = Task.Run(() => Run(build, new SyncBarrier { Name = "ready", Count = "2", Party = "other" }));
        Run(build, new SyncSet { Key = "port", Value = "4711; and more" }).ShouldBeTrue();
        var get = new SyncGet { Key = "port" };

        Run(build, get).ShouldBeTrue();
        Run(build, new SyncBarrier { Name = "ready", Count = "2" }).ShouldBeTrue();

        get.Value.ShouldBe("4711; and more");
        (await meet).ShouldBeTrue();
        build.Problems.ShouldBeEmpty();
        build.Yields.ShouldBe(4);
    }

    [Fact(Timeout = 30 * Seconds)]
    public async Task The_server_is_in_the_environment_of_the_project_and_ends_with_the_build()
    {
        var build = new MockEngine(("TargetFramework", "net10.0"));
        var environment = Environment();
        var start = new StartSyncServer { TaskEnvironment = environment };
        Run(build, start, environment).ShouldBeTrue();

        environment.GetEnvironmentVariable("STREAMLIB_SYNC").ShouldBe(start.Address);
        var token = environment.GetEnvironmentVariable("STREAMLIB_TOKEN")!;
        await using var party = await SyncClient.ConnectAsync(start.Address, token, TestContext.Current.CancellationToken);
        (party.Scope, party.Party[..^4]).ShouldBe(("build", "Project_A-"));
        build.Dispose();

        var refused = await Should.ThrowAsync<SyncException>(() => SyncClient.ConnectAsync(start.Address, token, TestContext.Current.CancellationToken));
        refused.Error.ShouldBe(SyncError.Closed);
    }

    [Fact(Timeout = 30 * Seconds)]
    public async Task A_server_that_the_environment_names_is_used_instead()
    {
        await using var server = SyncServer.Start(SyncServerOptions.Default with { Token = "outside" });
        using var build = new MockEngine();
        var environment = Environment(("STREAMLIB_SYNC", $"{server.EndPoint}"), ("STREAMLIB_TOKEN", "outside"));

        Run(build, new SyncSet { Key = "k", Value = "v" }, environment).ShouldBeTrue();

        server.StandAloneScope!.Status().ShouldContain("k");
    }

    [Fact(Timeout = 30 * Seconds)]
    public void A_barrier_that_does_not_fill_is_an_error_that_says_who_is_missing()
    {
        using var build = new MockEngine();

        Run(build, new SyncBarrier { Name = "ready", Count = "2", Timeout = "100ms" }).ShouldBeFalse();
        Run(build, new SyncBarrier { Name = "ready", Count = "few" }).ShouldBeFalse();
        Run(build, new SyncGet { Key = "k", Timeout = "soon" }).ShouldBeFalse();

        build.Problems.ShouldBe([
            "error SL4001: barrier ready did not fill within 0.1 s: 1 of 2 arrived: Project_A-00da; missing: 1 more. Projects that meet are to be built at the same time: with -m, or by an MSBuild task with BuildInParallel.",
            "error SL4006: barrier ready: 'few' is no COUNT for the projects of a build: write how many of them meet, a number from 1",
            "error SL1050: 'soon' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.",
        ]);
    }

    [Fact(Timeout = 30 * Seconds)]
    public async Task A_wait_ends_when_the_build_is_cancelled()
    {
        using var build = new MockEngine();
        var environment = Environment();
        var get = new SyncGet { Key = "never", BuildEngine = build, TaskEnvironment = environment };
        var running = Task.Run(get.Execute);
        await using var control = await ControlOf(build);
        while (!(await control.Status(TestContext.Current.CancellationToken)).Contains("never", StringComparison.Ordinal)) await Task.Yield();

        get.Cancel();

        (await running).ShouldBeFalse();
        build.Problems.ShouldBe(["error SL5104: SyncGet was cancelled."]);
    }

    private static async Task<SyncClient> ControlOf(MockEngine build)
    {
        var server = BuildServer.Of(new StartSyncServer { BuildEngine = build });
        return await SyncClient.ConnectAsync(server.Address, server.Token, TestContext.Current.CancellationToken);
    }

    private static bool Run(MockEngine build, StreamTask task, TaskEnvironment? environment = null)
    {
        task.BuildEngine = build;
        task.TaskEnvironment = environment ?? Environment();
        return task.Execute();
    }

    private static TaskEnvironment Environment(params (string Name, string Value)[] variables) =>
        TaskEnvironment.CreateWithProjectDirectoryAndEnvironment(Path.GetTempPath(), variables.ToDictionary(v => v.Name, v => v.Value));
}
