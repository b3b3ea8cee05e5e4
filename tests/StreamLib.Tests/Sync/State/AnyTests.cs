using StreamLib.Sync;

namespace StreamLibTests.Sync.State;

/// <summary>Waits for the first of several signals or topics.</summary>
public class AnyTests
{
    [Fact(Timeout = 10_000)]
    public async Task The_first_signal_that_is_counted_so_often_is_the_answer_to_all_who_wait_for_any()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("reached --any done,failed 2");
        await lab.Log.Has($"{Lab.Client1} waits for any of signal done, signal failed");
        await two.Send("reached --any done,failed 2 60");
        await lab.Log.Has($"{Lab.Client2} waits");
        foreach (var name in (string[])["done", "failed", "failed"]) await server.Ask($"signal {name}");
        (await one.Read()).ShouldBe("ok failed");
        (await two.Read()).ShouldBe("ok failed");
        (await one.Ask("reached --any other,done,failed 1")).ShouldBe("ok done");
        (await one.Ask("reached --any x,y 1 0")).ShouldBe(
            "error timeout none of signal x, signal y was signalled 1 times within 0 s; the others: server (started), client2 (started)");
        (await lab.Client(Lab.Client2)).ShouldNotBeNull();
        (await one.AskLines("status")).ShouldNotContain(line => line.StartsWith("signal x", StringComparison.Ordinal));
    }

    [Fact(Timeout = 10_000)]
    public async Task The_first_message_of_several_topics_comes_with_its_topic_and_each_has_a_place_of_its_own()
    {
        await using var lab = new Lab();
        await using var server = await lab.Client(Lab.Server);
        await using var one = await lab.Client(Lab.Client1);
        await server.Send("a", "one of a", RawClient.Ct);
        Dictionary<string, long> places = new() { ["a"] = 1, ["b"] = 0 };
        var received = one.ReceiveAny(places, ct: RawClient.Ct);
        await lab.Log.Has($"{Lab.Client1} waits for any of topic a, topic b");
        await server.Send("b", "one of b", RawClient.Ct);
        (await received).ShouldBe(new SyncMessage(1, Lab.Server, "one of b") { Topic = "b" });
        places["b"] = 1;
        var next = lab.Scope.As(Lab.Client1).ReceiveAny(places, ct: RawClient.Ct);
        await server.Send("a", "two of a", RawClient.Ct);
        (await next).ShouldBe(new SyncMessage(2, Lab.Server, "two of a") { Topic = "a" });
        (await one.ReachedAny(["x", "y"], 0, ct: RawClient.Ct)).ShouldBe("x");
        (await Should.ThrowAsync<SyncException>(() => one.ReachedAny(["x,y"], 1, ct: RawClient.Ct))).Error.ShouldBe(SyncError.Usage);
    }

    [Theory(Timeout = 10_000)]
    [InlineData("reached --any a,a 1", "error usage one of the names is there twice")]
    [InlineData("reached --any a,,b 1", "error usage a name is empty")]
    [InlineData("reached --any a,b", "error usage COUNT is missing")]
    [InlineData("receive --any", "error usage a name is missing")]
    [InlineData("receive --any a,b x", "error usage 'x' is no number of seconds")]
    public async Task What_makes_no_sense_is_refused_and_leaves_nothing(string request, string reply)
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask(request)).ShouldStartWith(reply);
        (await one.AskLines("status")).Count.ShouldBe(4);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_wait_for_any_breaks_like_others_when_no_party_can_fulfil_it()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        var (one, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("reached --any a,b 1");
        await lab.Log.Has($"{Lab.Client1} waits");
        await two.Send("reached b 1");
        await lab.Log.Has($"{Lab.Client2} waits");
        lab.Scope.Ended(Lab.Server, SyncEnding.Passed, "");
        (await one.Read()).ShouldBe(
            "error broken none of signal a, signal b can be signalled any more: client1 waits; server ended (passed)");
        (await two.Read()).ShouldNotBeNull().ShouldStartWith("error broken signal b can no longer be signalled, ");
    }
}
