using StreamLib.Sync;

namespace StreamLibTests.Sync;

public class LockTests
{
    [Fact(Timeout = 10_000)]
    public async Task A_lock_goes_from_party_to_party_in_the_order_of_asking()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        (await server.Ask("lock disk")).ShouldBe("ok");
        await one.Send("lock disk");
        await lab.Log.Has("client1/1-NetPerf waits for lock disk; server/1-NetServer has held it for 0 s");
        await two.Send("lock disk");
        await lab.Log.Has("client2/1-NetPerf waits");
        (await server.Ask("unlock disk")).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok");
        (await one.Ask("lock disk")).ShouldBe("error duplicate client1/1-NetPerf holds lock disk already");
        (await server.Ask("unlock disk")).ShouldBe("error denied lock disk is not yours: client1/1-NetPerf has held it for 0 s");
        (await one.Ask("unlock disk")).ShouldBe("ok");
        (await two.Read()).ShouldBe("ok");
        (await two.Ask("unlock disk")).ShouldBe("ok");
        (await two.Ask("unlock disk")).ShouldBe("error usage lock disk is not held");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_lock_belongs_to_the_party_not_to_the_connection_and_is_freed_when_the_party_ends()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        (await server.Ask("lock disk")).ShouldBe("ok");
        (await server.Ask("quit")).ShouldBe("ok");
        (await server.Read()).ShouldBeNull();
        (await one.Ask("lock disk 0")).ShouldStartWith("error timeout lock disk was not free (server/1-NetServer has held it for 0 s) within 0 s; the others: server (started), ");
        await one.Send("lock disk");
        await lab.Log.Has("waits for lock disk", times: 2);
        lab.Scope.Ended(Lab.Server, SyncEnding.Passed, "");
        (await one.Read()).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_is_gone_gets_no_lock()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        (await server.Ask("lock disk")).ShouldBe("ok");
        await one.Send("lock disk");
        await lab.Log.Has("client1/1-NetPerf waits");
        await two.Send("lock disk");
        await lab.Log.Has("client2/1-NetPerf waits");
        one.Dispose();
        await lab.Log.Has("client1/1-NetPerf no longer waits");
        (await server.Ask("unlock disk")).ShouldBe("ok");
        (await two.Read()).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_lock_can_be_released_by_hand()
    {
        await using var lab = new Lab();
        var (server, one, control) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Control());
        (await server.Ask("lock disk")).ShouldBe("ok");
        await one.Send("lock disk");
        await lab.Log.Has("client1/1-NetPerf waits");
        (await control.Ask("release disk")).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok");
        (await control.Ask("release other")).ShouldBe("error usage lock other is not held");
    }
}
