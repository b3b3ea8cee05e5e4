namespace StreamLibTests.Sync;

public class DataTests
{
    [Fact(Timeout = 10_000)]
    public async Task A_get_waits_until_the_key_is_there()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await one.Send("get server_ip");
        await lab.Log.Has("client1/1-NetPerf waits for key server_ip");
        (await server.Ask("set server_ip 192.168.100.1")).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok 192.168.100.1");
        (await server.Ask("set server_ip other")).ShouldBe("ok");
        (await one.Ask("get server_ip 0")).ShouldBe("ok other");
    }

    [Theory(Timeout = 10_000)]
    [InlineData("set k  two blanks  and a tail ", " two blanks  and a tail ")]
    [InlineData("set k ", "")]
    [InlineData("set   k v", "v")]
    [InlineData("set k grüße 🚀\ttab", "grüße 🚀\ttab")]
    public async Task A_value_is_the_rest_of_the_line(string request, string value)
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask(request)).ShouldBe("ok");
        (await one.Ask("get k")).ShouldBe($"ok {value}");
        (await lab.Scope.As(Lab.Client2).Get("k", ct: RawClient.Ct)).ShouldBe(value);
    }

    [Fact(Timeout = 10_000)]
    public async Task Signals_are_counted_and_those_who_wait_for_a_count_are_woken_by_it()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("reached up 2");
        await lab.Log.Has("server/1-NetServer waits for signal up");
        (await one.Ask("signal up")).ShouldBe("ok 1");
        (await two.Ask("reached up 2 0")).ShouldBe(
            "error timeout up was signalled 1 times, not 2, within 0 s; the others: "
            + "server (started; server/1-NetServer waits at signal up for 0 s), client1 (started)");
        (await two.Ask("signal up")).ShouldBe("ok 2");
        (await server.Read()).ShouldBe("ok");
        (await one.Ask("reached up 1")).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task Messages_come_in_order_and_are_replayed_to_late_readers()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("receive results 1");
        await lab.Log.Has("client1/1-NetPerf waits for topic results");
        (await server.Ask("send results first of all")).ShouldBe("ok 1");
        (await two.Ask("send results second")).ShouldBe("ok 2");
        (await one.Read()).ShouldBe("ok 2 client2/1-NetPerf second");
        (await two.Ask("receive results")).ShouldBe("ok 1 server/1-NetServer first of all");
        (await two.Ask("receive results 1")).ShouldBe("ok 2 client2/1-NetPerf second");
        (await two.Ask("receive results 2 0")).ShouldStartWith("error timeout topic results had no message after 2 within 0 s; the others: server (started), ");
    }

    [Fact(Timeout = 10_000)]
    public async Task The_timeout_of_a_data_request_ends_that_request_alone()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("get k");
        await lab.Log.Has("waits for key k");
        await one.Send("get k 5");
        await lab.Log.Has("waits for key k", times: 2);
        lab.Clock.Advance(4.9);
        (await (await lab.Control()).AskLines("status")).ShouldContain("key k: not set; waiting: server/1-NetServer for 4.9 s, client1/1-NetPerf for 4.9 s");
        lab.Clock.Advance(0.1);
        (await one.Read()).ShouldStartWith("error timeout key k was not set within 5 s; the others: ");
        (await one.Ask("set k v")).ShouldBe("ok");
        (await server.Read()).ShouldBe("ok v");
    }

    [Fact(Timeout = 10_000)]
    public async Task Nothing_of_a_data_wait_that_timed_out_remains()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        var before = await one.AskLines("status");
        foreach (var request in new[] { "get k 0", "reached s 1 0", "receive t 0 0" }) (await one.Ask(request)).ShouldStartWith("error timeout ");
        (await one.AskLines("status")).ShouldBe(before);
        lab.Clock.Running.ShouldBe(1, "the timer of the wait report alone");
    }
}
