using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTests.Jobs;

namespace StreamLibTests.Tests;

/// <summary>C# multi-stream tests that do something to what runs in the background, on purpose.</summary>
public class FaultCodeTests
{
    private static Step Service { get; } = new() { Name = "service", Background = true, Action = new StepAction.Command("echo $PORT; exec nc -l -k 127.0.0.1 $PORT"), Port = "auto", Ready = "port" };

    [Fact(Timeout = 60_000)]
    public async Task It_is_found_by_its_name_killed_and_started_again()
    {
        var ends = new List<string>();
        var job = await RunAsync(async streams =>
        {
            await streams["node"].StartAsync(Service);
            var first = streams["node"]["service"];
            var killed = await first.Kill();
            ends.Add($"{killed.Party} {killed.Outcome}: {killed.Message}");
            (await first.WaitAsync()).ShouldBe(killed);

            var again = await first.Start();
            streams["node"]["service"].Party.ShouldBe(again.Party);
            await streams["load"].Run("use", "echo hello | nc -N $STREAM_NODE_ADDRESS $STREAM_NODE_PORT");
            var stopped = await again.Stop();
            ends.Add($"{stopped.Party} {stopped.Outcome}: {stopped.Message}");
        });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        ends.ShouldBe(["node/1-service Pass: killed by the test", "node/1-service.2 Pass: stopped by the test"]);
        job.Output("node/1-service.2").ShouldBe([job.Output("node/1-service").Single(), "hello"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_it_stopped_may_have_had_no_time_to_measure_and_what_ended_with_its_stream_had()
    {
        var job = await RunAsync(async streams =>
        {
            var stopped = await streams["node"].StartAsync(Service with { Name = "stopped", Limits = ["p99<=1"] });
            await streams["load"].StartAsync(Service with { Name = "left", Limits = ["p99<=1"] });
            await stopped.Stop();
        });

        job.Nested("node/1-stopped").Outcome.ShouldBe(Outcome.Pass, job.File("job.log"));
        job.Nested("load/1-left").Outcome.ShouldBe(Outcome.Fail);
        job.Nested("load/1-left").Message.ShouldStartWith("p99 was not measured, and has the limit p99<=1");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_not_awaited_and_still_ran_is_a_warning()
    {
        var job = await RunAsync(async streams =>
        {
            _ = streams["node"].Run("forgotten", "stream-sync set up yes; exec sleep 600");
            await streams.Sync.Get("up");
        });

        job.Nested("node/1-forgotten").Outcome.ShouldBe(Outcome.Warn);
        job.Nested("node/1-forgotten").Message.ShouldBe("it still ran when the test returned, and was stopped: await it, or start it in the background");
        job.Result.ExitCode.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_not_awaited_and_had_not_started_is_a_warning_too()
    {
        var job = await RunAsync(async streams =>
        {
            _ = streams["node"].Run("forgotten", "true", step => step with { Needs = ["load/never"] });
            await streams["load"].Run("use", "true");
        });

        job.Nested("node/1-forgotten").Outcome.ShouldBe(Outcome.Warn);
        job.Nested("node/1-forgotten").Message.ShouldBe("it had not started when the test returned, and did not run: await it, or start it in the background");
        job.Result.ExitCode.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_only_just_called_when_the_test_returned_is_a_warning_too()
    {
        var job = await RunAsync(streams =>
        {
            _ = streams["node"].Run("forgotten", "exec sleep 600");
            return Task.CompletedTask;
        });

        job.Nested("node/1-forgotten").Outcome.ShouldBe(Outcome.Warn, job.File("job.log"));
        job.Nested("node/1-forgotten").Message.ShouldEndWith("await it, or start it in the background");
        job.Result.ExitCode.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Signals_are_sent_and_what_they_end_has_passed()
    {
        var job = await RunAsync(async streams =>
        {
            await streams["node"].StartAsync(new() { Name = "service", Action = new StepAction.Command("trap 'echo again' USR2; echo up; while :; do sleep 0.1; done"), Ready = "output up" });
            var service = streams["node"]["service"];
            await service.Signal("USR2");
            await service.Signal("KILL");
            (await service.Ended).Message.ShouldBe("ended by signal KILL from the test");
        });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_test_reads_the_shared_data_without_being_counted()
    {
        var job = await RunAsync(async streams =>
        {
            var waiting = streams.Sync.Get("leader");
            await streams["node"].StartAsync(new() { Name = "service", Action = new StepAction.Command("stream-sync set leader $STREAMLIB_STREAM; exec sleep 600") });
            await streams[await waiting]["service"].Kill();
            await Task.WhenAll(streams["node"].Run("meet", "stream-sync barrier met"), streams["load"].Run("meet", "stream-sync barrier met"));
        });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Message.ShouldBe("killed by the test");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_done_is_said()
    {
        var errors = new List<string>();
        var job = await RunAsync(async streams =>
        {
            await streams["node"].StartAsync(Service);
            var service = streams["node"]["service"];
            async Task Try(Func<Task> act) => errors.Add((await Should.ThrowAsync<StreamLibException>(act)).Code);
            await Try(() => service.Start());
            await Try(() => service.Signal("NOTHING"));
            await Try(() => Task.FromResult(streams["node"]["other"]));
            await service.Kill();
            await Try(() => service.Kill());
            await service.Start();
            await Try(() => service.Start());
        });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        errors.ShouldBe(["SL3014", "SL1090", "SL3011", "SL3013", "SL3014"]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(FailureMode.Abort)]
    [InlineData(FailureMode.Continue)]
    public async Task One_that_does_not_come_up_again_is_the_only_cause(FailureMode mode)
    {
        var job = await RunAsync(
            async streams =>
            {
                await streams["node"].Start("service", "[ -e again ] && exit 7; : >again; echo up; exec sleep 600", step => step with { Ready = "output up" });
                await streams["node"]["service"].Kill();
                await streams["node"]["service"].Start();
            },
            mode);

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<RootCauseFound>().ShouldHaveSingleItem().Nested.ShouldBe("1-service.2");
        job.Result.Report.Tests.Single().OtherCauses.ShouldBeEmpty();
    }

    private static async Task<TestJob> RunAsync(Func<StreamSet, Task> test, FailureMode mode = FailureMode.Abort)
    {
        var job = new TestJob();
        await job.StartAsync(new Code(test, mode), null, TestContext.Current.CancellationToken);
        return job;
    }

    private sealed class Code(Func<StreamSet, Task> test, FailureMode mode) : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Stream("node").Stream("load") with { OnFail = mode };

        protected override Task Test(StreamSet streams) => test(streams);
    }
}
