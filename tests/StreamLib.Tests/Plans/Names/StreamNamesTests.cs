using StreamLib.Plans;

namespace StreamLibTests.Plans;

/// <summary>Names of streams, steps and ports that become one environment variable are an error that names both.</summary>
public class StreamNamesTests
{
    [Theory]
    [InlineData("web-1", "web_1", "stream web-1 and stream web_1 of T become the same environment variable, STREAM_WEB_1_HOST")]
    [InlineData("a-b_c", "A_B-C", "stream a-b_c and stream A_B-C of T become the same environment variable, STREAM_A_B_C_HOST")]
    public void Streams(string one, string other, string gap) => Gaps(Plan.Named("T").Stream(one, Waiting).Stream(other, Waiting))
        .ShouldBe([$"SL1120: {gap}: rename one of them."]);

    [Theory]
    [InlineData("web-", "2", "web_1", "1")]
    [InlineData("web_1", "1", "web-", "*")]
    [InlineData("web-", "2", "web_", "3")]
    public void Roles(string one, string count, string other, string otherCount) =>
        Gaps(Plan.Named("T").Role(one, StreamCount.Parse(count), Waiting).Role(other, StreamCount.Parse(otherCount), Waiting))
            .ShouldHaveSingleItem().ShouldContain("become the same environment variable, STREAM_WEB_1_HOST");

    [Fact]
    public void A_step_and_a_stream() => Gaps(Plan.Named("T")
        .Stream("node", s => s.Run("a", "true", step => step with { Port = "auto" }))
        .Stream("node-a", s => s.Run("serve", "true", step => step with { Port = "auto" })))
        .ShouldBe(["SL1120: the port of step node/a and the port of stream node-a of T become the same environment variable, "
            + "STREAM_NODE_A_PORT: rename one of them."]);

    [Fact]
    public void Steps_of_one_stream() => Gaps(Plan.Named("T").Stream("node", s => s
        .Run("a.b", "true", step => step with { Port = "auto" })
        .Run("a-b", "true", step => step with { Ports = ["x=1", "y=auto"], Port = "auto" })))
        .ShouldBe(["SL1120: the port of step node/a.b and the port of step node/a-b of T become the same environment variable, "
            + "STREAM_NODE_A_B_PORT: rename one of them."]);

    [Fact]
    public void A_step_without_a_port_has_no_variable() =>
        Gaps(Plan.Named("T").Stream("node", s => s.Run("a.b", "true").Run("a-b", "true", step => step with { Port = "auto" })))
            .ShouldBeEmpty();

    [Fact]
    public void Named_ports_of_one_step() =>
        Gaps(Plan.Named("T").Stream("node", s => s.Run("a", "true", step => step with { Ports = ["my-port=auto", "MY_PORT=auto"] })))
        .ShouldBe(["SL1125: Step node/a of T has the ports my-port and MY_PORT, which become the same environment variable, "
            + "PORT_MY_PORT: give each a name of its own."]);

    private static TestStream Waiting(TestStream stream) => stream.Run("wait", "true");

    private static string[] Gaps(Plan plan) => [.. PlanRules.Of(plan).Select(gap => $"{gap.Code}: {gap.Message}")];
}
