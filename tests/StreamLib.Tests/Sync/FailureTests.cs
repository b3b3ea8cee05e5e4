using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>A scope that failed.</summary>
public class FailureTests
{
    private const string Cause = "client2/1-NetPerf failed: exit 1";

    [Fact(Timeout = 10_000)]
    public async Task Everything_that_waits_is_told_the_cause_and_data_requests_still_work()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        (await two.Ask("lock l")).ShouldBe("ok");
        var waits = new Task[]
        {
            lab.Scope.As(Lab.Client1).Get("nothing", ct: RawClient.Ct), lab.Scope.As(Lab.Client1).Receive("nothing", ct: RawClient.Ct),
            lab.Scope.As(Lab.Client1).Reached("nothing", 1, ct: RawClient.Ct), lab.Scope.As(Lab.Client1).Lock("l", ct: RawClient.Ct),
        };
        lab.Scope.Fail($"{Cause}\n");
        lab.Scope.Fail("another cause");
        (await server.Read()).ShouldBe($"error broken {Cause}");
        foreach (var wait in waits)
        {
            var failure = await Should.ThrowAsync<SyncException>(() => wait);
            (failure.Error, failure.Reason).ShouldBe((SyncError.Broken, Cause));
        }

        lab.Scope.FailedBecause.ShouldBe(Cause);
        (await one.Ask("barrier setup")).ShouldBe($"error broken {Cause}");
        (await one.Ask("reset setup")).ShouldBe("ok");
        (await one.Ask("barrier setup 1")).ShouldBe($"error broken {Cause}");
        (await one.Ask("set k v")).ShouldBe("ok");
        (await one.Ask("get k")).ShouldBe("ok v");
        (await one.Ask("get nothing")).ShouldBe($"error broken {Cause}");
        (await one.Ask("send t hello")).ShouldBe("ok 1");
        (await one.Ask("receive t")).ShouldBe("ok 1 client1/1-NetPerf hello");
        (await one.Ask("signal s")).ShouldBe("ok 1");
        (await one.Ask("lock free")).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_party_that_gives_up_fails_everything_that_waits()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        (await one.Ask("fail no route to host")).ShouldBe("ok");
        (await server.Read()).ShouldBe("error broken client1/1-NetPerf gave up: no route to host");
        lab.Scope.FailedBecause.ShouldBe("client1/1-NetPerf gave up: no route to host");
        (await one.Ask("fail")).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_scope_that_ends_closes_what_waits_and_what_comes()
    {
        await using var lab = new Lab();
        var server = await lab.Raw(Lab.Server);
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        lab.Scope.Dispose();
        (await server.Read()).ShouldBe("error closed scope MultiNetperf has ended");
        (await server.Ask("set k v")).ShouldBe("error closed scope MultiNetperf has ended");
        (await lab.Late(() => server.Ask($"hello {lab.TokenOf(Lab.Client1)}"))).ShouldBe("error denied the token is not known here");
        using var again = lab.Sync.OpenScope("MultiNetperf");
        (await server.Ask($"hello {again.ControlToken}")).ShouldBe("ok streamlib 1 scope=MultiNetperf party=control");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_server_that_ends_closes_what_waits_and_its_connections()
    {
        var lab = new Lab();
        var (server, idle) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        lab.Sync.Ended.IsCancellationRequested.ShouldBeFalse();
        await Task.WhenAll(lab.Sync.DisposeAsync().AsTask(), lab.Sync.DisposeAsync().AsTask());
        lab.Sync.Ended.IsCancellationRequested.ShouldBeTrue();
        (await server.Read()).ShouldBe("error closed the sync server has ended");
        (await server.Read()).ShouldBeNull();
        (await idle.Read()).ShouldBeNull();
        Should.Throw<SyncException>(() => lab.Sync.OpenScope("New")).Text.ShouldBe("error SL4008: scope New: the sync server has ended");
        await lab.DisposeAsync();
    }
}
