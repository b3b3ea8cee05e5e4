using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>What a job, or a person with its token, can do over the wire.</summary>
public class ControlTests
{
    [Fact(Timeout = 10_000)]
    public async Task Control_requests_need_the_control_token()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        foreach (var request in RequestTable.All.Where(request => request.For == Audience.Control))
            (await one.Ask(request.Form)).ShouldBe($"error denied {request.Verb} needs the control token of scope MultiNetperf");
        (await one.Ask($"hello {lab.TokenOf(Lab.Client1)} as {Lab.Client2}")).ShouldStartWith("error denied this is the token of client1/1-NetPerf");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_person_can_play_a_missing_party()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        var person = await lab.Control();
        (await person.Ask("barrier setup")).ShouldBe(
            "error usage a control connection is no party and arrives at no barrier: say 'hello TOKEN as PARTY' first; "
            + "joined are: server/1-NetServer, client1/1-NetPerf, client2/1-NetPerf");
        (await person.Ask($"hello {lab.Scope.ControlToken} as nobody")).ShouldBe(
            "error usage no party nobody has joined scope MultiNetperf; joined are: server/1-NetServer, client1/1-NetPerf, client2/1-NetPerf");
        (await person.Ask($"hello {lab.Scope.ControlToken} as {Lab.Client2}")).ShouldBe("ok streamlib 1 scope=MultiNetperf party=client2/1-NetPerf");
        (await person.Ask("barrier setup")).ShouldBe("ok setup 1");
        (await server.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_person_can_break_and_mend_a_barrier()
    {
        await using var lab = new Lab();
        var (server, person) = (await lab.Raw(Lab.Server), await lab.Control());
        await server.Send("barrier setup 2");
        await lab.Log.Has("1 of 2");
        (await person.Ask("break setup the switch is down")).ShouldBe("ok");
        (await server.Read()).ShouldBe("error broken the switch is down");
        (await server.Ask("barrier setup 2")).ShouldBe("error broken the switch is down");
        (await person.Ask("reset setup")).ShouldBe("ok");
        (await server.Ask("barrier setup 1")).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_job_in_another_process_tells_everything_over_the_wire()
    {
        var log = new LogBook();
        var clock = new ManualClock();
        await using var sync = SyncServer.Start(new SyncServerOptions { Token = "letmein", Log = log.Add, Clock = clock });
        using var job = await RawClient.Hello(sync, "letmein");
        var control = (await job.Ask("scope MultiNetperf"))["ok ".Length..];
        (await job.Ask("stream server")).ShouldBe("ok");
        (await job.Ask("stream client1 client")).ShouldBe("ok");
        (await job.Ask("stream client2 client")).ShouldBe("ok");
        (await job.Ask("stream spare client")).ShouldBe("ok");
        var tokens = new List<string>();
        foreach (var party in new[] { Lab.Server, Lab.Client1, Lab.Client2 }) tokens.Add((await job.Ask($"join {party}"))["ok ".Length..]);
        using var server = await RawClient.Hello(sync, tokens[0]);
        using var one = await RawClient.Hello(sync, tokens[1]);
        (await job.Ask("leave spare")).ShouldBe("ok");
        (await job.Ask($"doing {Lab.Client2} 1-NetPerf")).ShouldBe("ok");
        (await job.Ask($"line {Lab.Client2} no route to host")).ShouldBe("ok");
        (await server.Ask("barrier setup all 0")).ShouldEndWith("client2 (in 1-NetPerf for 0 s; last line: \"no route to host\")");
        (await job.Ask("reset setup")).ShouldBe("ok");
        (await job.Ask("deadline 20")).ShouldBe("ok");
        await server.Send("get never");
        await one.Send("barrier setup");
        await log.Has("MultiNetperf: client1/1-NetPerf arrived");
        await log.Has("MultiNetperf: server/1-NetServer waits for key never");
        (await job.Ask("ended nobody failed")).ShouldBe("error usage no party nobody has joined");
        (await job.Ask($"ended {Lab.Client2} gone")).ShouldBe("error usage 'gone' is no OUTCOME: write passed, failed or expected-failure; write: ended PARTY OUTCOME [TEXT]");
        (await job.Ask($"ended {Lab.Client2} failed exit 1")).ShouldBe("ok");
        clock.Advance(20);
        (await server.Read()).ShouldStartWith("error timeout key never was not set before the deadline of the test");
        (await one.Read()).ShouldNotBeNull().ShouldStartWith("error timeout barrier setup did not fill before the deadline of the test");
        (await job.Ask("deadline")).ShouldBe("ok");
        (await job.Ask("reset setup")).ShouldBe("ok");
        (await job.Ask("seal")).ShouldBe("ok");
        (await one.Ask("barrier clients role:client")).ShouldBe(
            "error broken barrier clients can no longer fill: needs 2: client1 waits; client2 ended: exit 1");
        (await job.Ask("fail client2/1-NetPerf failed: exit 1")).ShouldBe("ok");
        (await one.Ask("barrier any 1")).ShouldBe("error broken client2/1-NetPerf failed: exit 1");
        using var second = await RawClient.Hello(sync, control);
        (await second.Ask("scope Other")).ShouldBe("error denied this is the control token of scope MultiNetperf");
        (await second.Ask("scope MultiNetperf")).ShouldBe($"ok {control}");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_stream_is_in_no_step_that_is_over()
    {
        await using var lab = new Lab();
        var (server, job) = (await lab.Raw(Lab.Server), await lab.Control());
        lab.Scope.Join("client2/2-report", "client2");
        (await job.Ask($"doing {Lab.Client2} 1-NetPerf")).ShouldBe("ok");
        (await job.Ask($"ended {Lab.Client2} passed")).ShouldBe("ok");
        (await server.Ask("barrier between all 0")).ShouldContain("client2 (client2/1-NetPerf ended (passed))");
        (await job.Ask("doing client2/2-report 2-report")).ShouldBe("ok");
        (await server.Ask("barrier after all 0")).ShouldContain("client2 (in 2-report for ");
    }

    [Theory(Timeout = 10_000)]
    [InlineData("Pass", false)]
    [InlineData("ExpectedFailure", true)]
    [InlineData("expected-failure", true)]
    [InlineData("Error", false)]
    public async Task Outcomes_may_be_those_of_results(string outcome, bool isExpected)
    {
        await using var lab = new Lab();
        var (server, job) = (await lab.Raw(Lab.Server), await lab.Control());
        (await job.Ask("seal")).ShouldBe("ok");
        (await job.Ask($"ended {Lab.Client2} {outcome} as it should")).ShouldBe("ok");
        (await server.Ask("barrier setup")).ShouldEndWith("client2 ended: as it should");
        lab.Scope.WasReleasedByExpectedFailure(Lab.Server).ShouldBe(isExpected);
    }
}
