using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>Tests in several terminals, at one sync server.</summary>
public class ByHandTests
{
    [Fact(Timeout = 180_000)]
    public async Task Two_people_measure_a_network()
    {
        await using var server = new SyncServerProcess();
        await server.StartAsync();
        string[] streams = ["--sync", server.Address, "--streams", "server=127.0.0.1,client", "--as"];
        await using var serves = Start(server, Tool.Netperf, ["NetServer", "--param", "tool=meter", .. streams, "server"]);
        await using var measures = Start(server, Tool.Netperf, ["NetPerf", "--param", "seconds=1", .. streams, "client"]);
        foreach (var one in new[] { serves, measures })
        {
            var ran = await one.WaitAsync(TestContext.Current.CancellationToken);
            ran.ExitCode.ShouldBe(0, ran.ToString());
        }

        measures.Output.ShouldContain("metric throughput=");
        server.Output.ShouldContain("barrier setup passed, generation 1");
        server.Output.ShouldContain("barrier finished passed, generation 1");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_same_nested_test_in_two_terminals_meets_itself()
    {
        await using var server = new SyncServerProcess();
        await server.StartAsync();
        foreach (var generation in new[] { 1, 2 })
        {
            await using var one = Start(server, Tool.Application, ["Meet", "--sync", server.Address, "--streams", "client1,client2", "--as", "client1"]);
            await server.SawAsync($"client1/Meet arrived at barrier setup, 1 of 2");
            await using var two = Start(server, Tool.Application, ["Meet", "--sync", server.Address, "--streams", "client1,client2", "--as", "client2", "--param", "greeting=hello"]);
            (await one.WaitAsync(TestContext.Current.CancellationToken)).EnsureSuccess().Output.ShouldContain("heard hello-from-client2 at 127.0.0.1");
            (await two.WaitAsync(TestContext.Current.CancellationToken)).EnsureSuccess().Output.ShouldContain("heard hi-from-client1 at 127.0.0.1");
            await server.SawAsync($"barrier finished passed, generation {generation}");
        }

        // Without streams a number says whom to wait for.
        await using var first = Start(server, Tool.Application, ["Two", "--sync", server.Address]);
        await using var second = Start(server, Tool.Application, ["Two", "--sync", server.Address]);
        (await first.WaitAsync(TestContext.Current.CancellationToken)).EnsureSuccess();
        (await second.WaitAsync(TestContext.Current.CancellationToken)).EnsureSuccess();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_same_multi_stream_test_entered_twice_does_not_disturb_itself()
    {
        await using var server = new SyncServerProcess();
        await server.StartAsync();
        await using var one = Start(server, Tool.Application, ["Pair", "--sync", server.Address, "--results", server.File("one"), "--param", "greeting=first-job"]);
        await using var two = Start(server, Tool.Application, ["Pair", "--sync", server.Address, "--results", server.File("two"), "--param", "greeting=second-job"]);
        var (first, second) = (await one.WaitAsync(TestContext.Current.CancellationToken), await two.WaitAsync(TestContext.Current.CancellationToken));
        first.EnsureSuccess().Output.ShouldNotContain("second-job");
        second.EnsureSuccess().Output.ShouldNotContain("first-job");
        server.Output.ShouldContain("Pair: barrier setup passed, generation 1");
        server.Output.ShouldContain("Pair@job-");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("--as says half of it: give both --streams server,client and --as server.", "Meet", "--as", "a")]
    [InlineData("c is none of the streams that take part, a, b: add it to --streams, or be another one with --as.", "Meet", "--streams", "a,b", "--as", "c")]
    [InlineData("--streams: 'a b' is no stream: write NAME or NAME=ADDRESS, several of them with commas between.", "Meet", "--streams", "a b", "--as", "a")]
    [InlineData("--streams: stream a is given twice: give each a name of its own, as client1 and client2.", "Meet", "--streams", "a,a", "--as", "a")]
    [InlineData("--streams and --as are for nested tests, and Pair is a multi-stream test, which declares its streams: leave them out.", "Pair", "--streams", "a", "--as", "a")]
    public async Task Streams_that_make_no_sense_are_told(string error, params string[] arguments)
    {
        using var scratch = new Scratch();
        var ran = await Shell.RunAsync("dotnet", [Tool.Application, "run", .. arguments], Tool.In(scratch.Folder), TestContext.Current.CancellationToken);
        (ran.ExitCode, ran.Error).ShouldBe((2, $"error SL5008: {error}\n"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_nested_test_has_the_time_that_it_is_given(bool byTool)
    {
        using var scratch = new Scratch();
        string[] arguments = byTool ? [Tool.Assembly, "run", Tool.Application, "Slow", "--timeout", "1s"] : [Tool.Application, "run", "Slow", "--timeout", "1s"];
        var ran = await Shell.RunAsync("dotnet", arguments, Tool.In(scratch.Folder), TestContext.Current.CancellationToken);
        (ran.ExitCode, ran.Output).ShouldBe((1, "1 begins\ntorn down\nFail: took longer than its Timeout of 1 s (option --timeout)\n"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("--repeat is for multi-stream tests, and Slow is a nested test, which runs alone, here and once: leave it out.", "--repeat", "2")]
    [InlineData("--results and --until-fail are for multi-stream tests, and Slow is a nested test, which runs alone, here and once: leave them out.", "--until-fail", "--results", "out")]
    [InlineData(
        "--hosts, --ssh-config, --keep, --exclusive-hosts, --wait-for-hosts, --artifact-limit, --cache-limit, --verify-cache, --retry-infrastructure, --no-skip and --in-process are for multi-stream tests, "
        + "and Slow is a nested test, which runs alone, here and once: leave them out.",
        "--hosts", "ssh:h1", "--ssh-config", "c", "--keep", "1m", "--exclusive-hosts", "--wait-for-hosts", "1m", "--artifact-limit", "1M", "--cache-limit", "0", "--verify-cache",
        "--retry-infrastructure", "1", "--no-skip", "--in-process")]
    public async Task Options_that_mean_nothing_to_a_nested_test_are_told(string error, params string[] options)
    {
        using var scratch = new Scratch();
        var ran = await Tool.RunAsync(Tool.In(scratch.Folder), ["run", Tool.Application, "Slow", "--timeout", "1s", .. options]);
        (ran.ExitCode, ran.Error).ShouldBe((2, $"error SL5009: {error}\n"));
        Directory.EnumerateFileSystemEntries(scratch.Folder).ShouldBeEmpty();
    }

    private static Running Start(SyncServerProcess server, string application, string[] arguments) =>
        Shell.Start("dotnet", [application, "run", .. arguments], server.Options with { Environment = new Dictionary<string, string?>(server.Options.Environment) { ["STREAMLIB_SYNC"] = null } });
}
