using StreamLib.Sync;

namespace StreamLibTests.Sync.State;

/// <summary>Barriers of streams that are named.</summary>
public class NamedBarrierTests
{
    [Fact(Timeout = 10_000)]
    public async Task The_named_streams_meet_in_whatever_order_they_are_named()
    {
        await using var lab = new Lab();
        lab.Scope.RemoveStream("server");
        var (server, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client2));
        await server.Send("barrier go server,client2");
        await lab.Log.Has("1 of 2");
        (await two.Ask("barrier go client2,server,client2")).ShouldBe("ok go 1");
        (await server.Read()).ShouldBe("ok go 1");
        await using var client = await lab.Client(Lab.Client2);
        var meeting = client.Barrier("go", "server,client2", ct: RawClient.Ct);
        (await server.Ask("barrier go server,client2")).ShouldBe("ok go 2");
        (await meeting).ShouldBe(2);
    }

    [Theory(Timeout = 10_000)]
    [InlineData("barrier go server,client2", "error usage client1/1-NetPerf is of none of the streams that meet there: client2,server")]
    [InlineData("barrier go server,client9", "error usage scope MultiNetperf has no stream client9; streams are: server, client1, client2")]
    [InlineData("barrier go server,,client1", "error usage 'server,,client1' is no COUNT: write a number from 1, all, role:NAME or ")]
    [InlineData("barrier go server,role:client", "error usage 'server,role:client' is no COUNT: ")]
    [InlineData("barrier go -1", "error usage '-1' is no COUNT: ")]
    public async Task Who_is_not_named_and_what_is_no_stream_is_refused_and_breaks_nothing(string request, string reply)
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier go server,client2");
        await lab.Log.Has("1 of 2");
        (await one.Ask(request)).ShouldStartWith(reply);
        (await two.Ask("barrier go server,client2")).ShouldBe("ok go 1");
        (await server.Read()).ShouldBe("ok go 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task It_breaks_at_once_with_who_ended_and_how()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        var server = await lab.Raw(Lab.Server);
        await server.Send("barrier go server,client1");
        await lab.Log.Has("1 of 2");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit status 1");
        lab.Scope.Ended(Lab.Client1, SyncEnding.Passed, "");
        (await server.Read()).ShouldBe("error broken barrier go can no longer fill: needs 2: server waits; client1 ended (passed)");
    }
}
