using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;
using StreamLib.Tests;

namespace StreamLibTests.Tests;

public class NestedRunnerTests
{
    [Fact(Timeout = 30_000)]
    public async Task Set_up_test_and_tear_down_run_in_this_order()
    {
        var test = new Recorded();
        (await test.RunAsync()).ShouldBe(Outcome.Pass);
        test.Parts.ShouldBe(["SetUp", "Test", "TearDown"]);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("SetUp", "SetUp TearDown")]
    [InlineData("Test", "SetUp Test TearDown")]
    [InlineData("TearDown", "SetUp Test TearDown")]
    public async Task Tear_down_runs_however_the_others_end_and_an_exception_fails_the_test(string failing, string parts)
    {
        var test = new Recorded { Failing = failing };
        (await test.RunAsync()).ShouldBe(Outcome.Fail);
        string.Join(' ', test.Parts).ShouldBe(parts);
        test.Reported.ShouldContain("""{"type":"message","text":"no luck in """ + failing + "\"}");
        test.Reported.ShouldContain("""{"type":"outcome","outcome":"fail"}""");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_was_measured_is_reported()
    {
        var test = new Recorded { Body = t => t.Measure("latency", 1.5, "ms") };
        await test.RunAsync();
        test.Reported.ShouldContain("""{"type":"metric","name":"latency","value":1.5,"unit":"ms"}""");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_command_that_fails_fails_the_test_with_its_last_line()
    {
        var test = new Recorded { Async = t => t.Command("echo no such option >&2; exit 3") };
        (await test.RunAsync()).ShouldBe(Outcome.Fail);
        test.Reported.ShouldContain("ended with exit 3: no such option");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_command_that_was_started_is_stopped_when_the_test_ends()
    {
        RunningCommand? command = null;
        var test = new Recorded { Body = t => command = t.Background("exec sleep 600") };
        (await test.RunAsync()).ShouldBe(Outcome.Pass);
        Directory.Exists($"/proc/{command!.Pid}").ShouldBeFalse();
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_ends_what_runs_and_the_tear_down_still_runs()
    {
        using var cancel = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var test = new Recorded
        {
            Async = t =>
            {
                started.SetResult();
                return t.Command("exec sleep 600");
            },
        };
        var running = test.RunAsync(cancel.Token);
        await started.Task;
        await cancel.CancelAsync();
        (await running).ShouldBe(Outcome.Aborted);
        test.Parts.ShouldContain("TearDown");
    }

    [Fact(Timeout = 30_000)]
    public async Task Barriers_are_closed_to_a_test_that_has_failed_and_data_is_not()
    {
        await using var server = SyncServer.Start();
        using var scope = server.OpenScope("T");
        scope.AddStream("a", "a");
        scope.AddStream("b", "b");
        var test = new Recorded
        {
            Failing = "Test",
            Last = async t =>
            {
                await t.Shared.Set("word", "left");
                await t.Shared.Barrier("finished");
            },
        };

        (await test.RunAsync(TestContext.Current.CancellationToken, server.EndPoint.ToString(), scope.Join("a/1-Recorded", "a"))).ShouldBe(Outcome.Fail);

        (await scope.As("b/1-other").Get("word", ct: TestContext.Current.CancellationToken)).ShouldBe("left");
        scope.Status().ShouldNotContain("finished");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_test_that_loses_its_barrier_says_that_it_was_aborted()
    {
        await using var server = SyncServer.Start();
        using var scope = server.OpenScope("T");
        scope.AddStream("a", "a");
        scope.AddStream("b", "b");
        var token = scope.Join("a/1-Recorded", "a");
        scope.Fail("b/1-other failed: exit 1");

        var test = new Recorded { Async = t => t.Shared.Barrier("setup") };

        (await test.RunAsync(TestContext.Current.CancellationToken, server.EndPoint.ToString(), token)).ShouldBe(Outcome.Aborted);
        test.Reported.ShouldContain("b/1-other failed: exit 1");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_parameter_that_is_missing_is_named_with_those_that_are_given()
    {
        var test = new Recorded { Body = t => t.Parameter("server_ip"), Given = ImmutableSortedDictionary<string, string>.Empty.Add("seconds", "2") };
        (await test.RunAsync()).ShouldBe(Outcome.Fail);
        test.Reported.ShouldContain("parameter server_ip is not given: set it in the test, for the host, or with --param server_ip=VALUE. Given: seconds.");
    }

    private sealed class Recorded : NestedTest
    {
        private readonly string folder = Directory.CreateTempSubdirectory("streamlib-nested-").FullName;

        public List<string> Parts { get; } = [];

        public string Failing { get; init; } = "";

        public Action<Recorded> Body { get; init; } = _ => { };

        public Func<Recorded, Task> Async { get; init; } = _ => Task.CompletedTask;

        public Func<Recorded, Task> Last { get; init; } = _ => Task.CompletedTask;

        public ImmutableSortedDictionary<string, string> Given { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

        public string Reported => File.ReadAllText(Path.Combine(folder, "events.jsonl"));

        public ISync Shared => Sync;

        public Task<Outcome> RunAsync(CancellationToken? cancel = null, string? sync = null, string token = "") => NestedRunner.RunAsync(
            this,
            new NestedContext { Output = folder, Parameters = new(Given), SyncAddress = sync, SyncToken = token },
            cancel ?? TestContext.Current.CancellationToken);

        public void Measure(string name, double value, string unit) => Metric(name, value, unit);

        public Task<CommandResult> Command(string line) => Run(line);

        public RunningCommand Background(string line) => Start(line);

        public string Parameter(string name) => Params[name];

        protected override Task SetUp() => Part("SetUp");

        protected override async Task Test()
        {
            await Part("Test");
            Body(this);
            await Async(this);
        }

        protected override async Task TearDown()
        {
            await Part("TearDown");
            await Last(this);
        }

        private Task Part(string name)
        {
            Parts.Add(name);
            return name == Failing ? throw new InvalidOperationException($"no luck in {name}") : Task.CompletedTask;
        }
    }
}
