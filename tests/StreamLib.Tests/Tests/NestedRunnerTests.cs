using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Sync;
using StreamLib.Tests;
using StreamLibTesting;

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

    [Theory(Timeout = 30_000)]
    [InlineData("soon", "parameter n is 'soon', which is not a whole number, as in 60.")]
    [InlineData("1.5", "parameter n is '1.5', which is not a whole number, as in 60.")]
    [InlineData("9999999999", "parameter n is '9999999999', which is not a whole number from -2147483648 to 2147483647.")]
    public void A_parameter_that_cannot_be_read_is_told_in_words(string text, string message) => Unread(text, 0).ShouldBe(message);

    [Fact(Timeout = 30_000)]
    public void What_a_parameter_should_be_is_told_in_words()
    {
        Unread("x", 0.5).ShouldBe("parameter n is 'x', which is not a number, as in 2.5.");
        Unread("x", 0.5m).ShouldBe("parameter n is 'x', which is not a number, as in 2.5.");
        Unread("-1", (byte)1).ShouldBe("parameter n is '-1', which is not a whole number from 0 to 255.");
        Unread("yes", true).ShouldBe("parameter n is 'yes', which is not true or false.");
        Unread("1 minute", TimeSpan.Zero).ShouldBe("parameter n is '1 minute', which is not a length of time, as in 00:01:30.");
    }

    [Fact(Timeout = 30_000)]
    public async Task One_with_a_time_is_asked_to_end_when_that_is_over_and_has_failed()
    {
        var test = new Recorded { Async = t => Task.Delay(Timeout.Infinite, t.Asked) };
        (await test.RunAsync(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)).ShouldBe(Outcome.Fail);
        test.Parts.ShouldBe(["SetUp", "Test", "TearDown"]);
        test.Reported.ShouldBe("""
            {"type":"message","text":"took longer than its Timeout of 0.05 s (option --timeout)"}
            {"type":"outcome","outcome":"fail"}

            """);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("barrier")]
    [InlineData("reached")]
    [InlineData("get")]
    [InlineData("receive")]
    [InlineData("lock")]
    [InlineData("command")]
    public async Task What_one_waits_for_ends_when_its_time_is_over_and_its_tear_down_can_still_ask(string what)
    {
        await using var server = SyncServer.Start();
        using var scope = server.OpenScope("T");
        scope.AddStream("a", "a");
        scope.AddStream("b", "b");
        await scope.As("b/1-other").Lock("lock", ct: TestContext.Current.CancellationToken);
        await scope.As("b/1-other").Set("there", "yes", TestContext.Current.CancellationToken);
        var found = "";
        var test = new Recorded
        {
            Async = t => what switch
            {
                "barrier" => t.Shared.Barrier("all"),
                "reached" => t.Shared.Reached("signal", 1),
                "get" => t.Shared.Get("key"),
                "receive" => t.Shared.Receive("topic"),
                "lock" => t.Shared.Lock("lock"),
                _ => t.Background("exec sleep 600").WaitAsync(),
            },
            Last = async t => found = await t.Shared.Get("there"),
        };

        (await test.RunAsync(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken, server.EndPoint.ToString(), scope.Join("a/1-Recorded", "a"))).ShouldBe(Outcome.Fail);

        test.Reported.ShouldStartWith("""{"type":"message","text":"took longer than its Timeout of 1 s (option --timeout)"}""" + "\n");
        found.ShouldBe("yes");
    }

    [Fact(Timeout = 30_000)]
    public async Task One_that_does_not_end_then_is_left_behind_and_what_it_started_is_not()
    {
        RunningCommand? command = null;
        using var never = new ManualResetEventSlim();
        var test = new Recorded
        {
            Body = t =>
            {
                command = t.Background("exec sleep 600");
                never.Wait(TestContext.Current.CancellationToken);
            },
        };
        (await test.RunAsync(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken)).ShouldBe(Outcome.Fail);
        test.Reported.ShouldContain("took longer than its Timeout of 1 s (option --timeout), and did not end within the Grace of 0.05 s: let it look at Cancelled");
        Directory.Exists($"/proc/{command!.Pid}").ShouldBeFalse();
        never.Set();
    }

    [Fact(Timeout = 30_000)]
    public async Task One_that_ends_in_time_ends_as_without()
    {
        (await new Recorded().RunAsync(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)).ShouldBe(Outcome.Pass);
        using var cancel = new CancellationTokenSource();
        var asked = new Recorded
        {
            Async = async t =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, t.Asked);
            },
        };
        (await asked.RunAsync(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), cancel.Token)).ShouldBe(Outcome.Aborted);
    }

    private static string Unread<T>(string text, T fallback)
        where T : IParsable<T>
    {
        var error = Should.Throw<TestException>(() => new TestParameters(ImmutableSortedDictionary<string, string>.Empty.Add("n", text)).Get("n", fallback));
        error.Code.ShouldBe("SL5002");
        return error.Message;
    }

    private sealed class Recorded : NestedTest
    {
        private readonly string folder = TemporaryFolder.Make();

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

        public Task<Outcome> RunAsync(TimeSpan timeout, TimeSpan grace, CancellationToken cancel, string? sync = null, string token = "") =>
            TimedNestedRun.RunAsync(this, new NestedContext { Output = folder, SyncAddress = sync, SyncToken = token }, timeout, grace, cancel);

        public CancellationToken Asked => Cancelled;

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
