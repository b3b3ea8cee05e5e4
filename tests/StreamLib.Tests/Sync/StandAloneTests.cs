using System.Net;
using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>A server without a job.</summary>
public class StandAloneTests
{
    [Fact(Timeout = 10_000)]
    public async Task Each_connection_is_a_party_of_its_own()
    {
        await using var sync = SyncServer.Start(new SyncServerOptions { Token = "letmein", StandAloneScope = "lab" });
        using var one = await RawClient.Connect(sync.EndPoint);
        using var two = await RawClient.Connect(sync.EndPoint);
        (await one.Ask("ping")).ShouldBe("error denied say who you are first: hello TOKEN");
        (await one.Ask("hello letmein")).ShouldBe("ok streamlib 1 scope=lab party=anon-1");
        (await two.Ask("hello letmein")).ShouldBe("ok streamlib 1 scope=lab party=anon-2");
        await one.Send("barrier setup 2");
        (await two.Ask("barrier setup 2")).ShouldBe("ok setup 1");
        (await one.Read()).ShouldBe("ok setup 1");
        (await two.Ask("hello letmein bob")).ShouldBe("ok streamlib 1 scope=lab party=bob");
        (await two.AskLines("status"))[0].ShouldBe("scope lab; joined are: anon-1, bob");
    }

    [Fact(Timeout = 10_000)]
    public async Task Connections_of_one_name_are_one_party_that_ends_with_the_last_of_them()
    {
        var log = new LogBook();
        await using var sync = SyncServer.Start(new SyncServerOptions { Token = "letmein", Log = log.Add });
        using var bob = await RawClient.Hello(sync, "letmein", "bob");
        using var again = await RawClient.Hello(sync, "letmein", "bob");
        using var eve = await RawClient.Hello(sync, "letmein", "eve");
        (await bob.Ask("lock l")).ShouldBe("ok");
        await bob.Send("barrier b 2");
        await log.Has("arrived");
        (await again.Ask("barrier b 2")).ShouldStartWith("error duplicate bob waits");
        (await eve.Ask("barrier b 2")).ShouldBe("ok b 1");
        bob.Dispose();
        await eve.Send("lock l");
        await log.Has("eve waits for lock l; bob has held it");
        again.Dispose();
        (await eve.Read()).ShouldBe("ok");
        await log.Has("bob ended: its last connection ended");
        (await eve.AskLines("status"))[0].ShouldBe("scope default; joined are: eve");
    }

    [Fact(Timeout = 10_000)]
    public async Task Without_a_token_everybody_takes_part_at_once()
    {
        await using var sync = SyncServer.Start(new SyncServerOptions { AllowAnonymous = true });
        using var one = await RawClient.Connect(sync.EndPoint);
        using var two = await RawClient.Connect(sync.EndPoint);
        (await one.Ask("send t hello")).ShouldBe("ok 1");
        (await two.Ask("receive t")).ShouldBe("ok 1 anon-1 hello");
        (await two.Ask("hello - bob")).ShouldBe("ok streamlib 1 scope=default party=bob");
        (await two.Ask("break setup by hand")).ShouldBe("ok");
        (await one.Ask("barrier setup 1")).ShouldBe("error broken by hand");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_client_is_one_party_however_many_connections_it_needs()
    {
        await using var sync = SyncServer.Start(new SyncServerOptions { Token = "letmein" });
        await using var client = await SyncClient.ConnectAsync($"{sync.EndPoint}", "letmein", RawClient.Ct);
        client.Party.ShouldBe("anon-1");
        var waits = Enumerable.Range(0, 5).Select(i => client.Get($"k{i}", ct: RawClient.Ct)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => client.Set($"k{i}", $"v{i}", RawClient.Ct)));
        (await Task.WhenAll(waits)).ShouldBe(["v0", "v1", "v2", "v3", "v4"]);
        (await client.Status(RawClient.Ct)).ShouldStartWith("scope default; joined are: anon-1\n");
    }

    [Fact(Timeout = 10_000)]
    public async Task It_refuses_to_start_where_it_could_not_be_trusted()
    {
        Should.Throw<SyncException>(() => SyncServer.Start(new SyncServerOptions { AllowAnonymous = true, Listen = new IPEndPoint(IPAddress.Any, 0) })).Text.ShouldBe(
            "error SL4006: listen on 0.0.0.0:0: only on loopback may parties come without a token: give a token, or listen on 127.0.0.1");
        Should.Throw<SyncException>(() => SyncServer.Start(new SyncServerOptions { Token = "two words" })).Error.ShouldBe(SyncError.Usage);
        await using var sync = SyncServer.Start();
        Should.Throw<SyncException>(() => SyncServer.Start(new SyncServerOptions { Listen = sync.EndPoint })).Text.ShouldBe(
            $"error SL4008: listen on {sync.EndPoint}: Address already in use; port 0 takes a free one");
        using var scope = sync.OpenScope("A");
        Should.Throw<SyncException>(() => sync.OpenScope("A")).Text.ShouldBe(
            "error SL4006: scope A: a scope of this name is open already; dispose it first, or take another name");
    }
}
