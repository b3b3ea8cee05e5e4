using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class NamedBarriersTests
{
    private const string Waits = "Step server/go of T waits for ";

    [Theory]
    [InlineData("server,client1,client2")]
    [InlineData("client2,server")]
    public void Streams_that_meet_by_name_are_fine_where_their_names_are(string count) =>
        Should.NotThrow(() => PlanRules.Check(Server(count)));

    [Theory]
    [InlineData("server,clint1", "SL1170", "the streams server,clint1, but T has no stream clint1. It has: server, client1 to client2.")]
    [InlineData("server,client", "SL1170", "the streams server,client, but T has no stream client. That is a role: write role:client, ")]
    [InlineData("client1,client2", "SL1171", "the streams client1,client2, to which its own does not belong: name server there")]
    [InlineData("server,,client1", "SL1022", "'server,,client1': write a number from 1, all, role:NAME or the names of streams")]
    [InlineData("0", "SL1022", "'0': write a number from 1, ")]
    public void What_cannot_be_is_said(string count, string code, string problem) =>
        Gaps(Server(count)).ShouldHaveSingleItem().ShouldStartWith($"{code}: {Waits}{problem}");

    [Fact]
    public void A_stream_that_has_nothing_but_other_barriers_never_comes() =>
        Gaps(Plan.Named("T").Stream("a", s => s.Barrier("go", "a,b").Barrier("end", "a,b")).Stream("b", s => s.Barrier("end", "b,a")))
            .ShouldBe(["SL1172: Step a/go of T waits for the streams a,b, but b runs nothing that could come to go: it could never pass."]);

    [Fact]
    public void Crossed_barriers_of_named_streams_are_found()
    {
        var a = Plan.Named("T").Stream("a", s => s.Barrier("x", "a,b").Barrier("y", "a,b"));
        Gaps(a.Stream("b", s => s.Barrier("y", "a,b").Barrier("x", "a,b"))).Single()
            .ShouldStartWith("SL1027: Steps of T wait for each other for ever: barrier x waits for barrier y waits for barrier x.");
    }

    private static Plan Server(string count) =>
        Plan.Named("T").Stream("server", s => s.Barrier("go", count)).Role("client", 2, s => s.Run("meet", "true"));

    private static string[] Gaps(Plan plan) =>
        [.. Should.Throw<PlanException>(() => PlanRules.Check(plan)).Gaps.Select(gap => $"{gap.Code}: {gap.Message}")];
}
