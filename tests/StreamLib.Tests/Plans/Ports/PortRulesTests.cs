using System.Collections.Immutable;
using StreamLib.Plans;
using StreamLibTests.Results;

namespace StreamLibTests.Plans;

/// <summary>A port is asked for by a name that means one port only.</summary>
public sealed class PortRulesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("client=auto", "client", null)]
    [InlineData(" admin-1 = 8080 ", "admin-1", 8080)]
    public void A_named_port_is_read(string text, string name, int? number)
    {
        var port = NamedPort.Parse(text);

        (port.Name, port.Choice.Number).ShouldBe((name, number));
        NamedPort.Parse(port.ToString()).ShouldBe(port);
    }

    [Theory]
    [InlineData("auto", "SL1125")]
    [InlineData("=auto", "SL1125")]
    [InlineData("1st=auto", "SL1125")]
    [InlineData("a b=auto", "SL1125")]
    [InlineData("client=", "SL1011")]
    [InlineData("client=70000", "SL1011")]
    public void What_is_no_named_port_is_an_error(string text, string code) => Should.Throw<PlanException>(() => NamedPort.Parse(text))
        .Code.ShouldBe(code);

    [Theory]
    [InlineData("nc $STREAM_NODE_PORT", "uses STREAM_NODE_PORT, but stream node has several ports: write STREAM_NODE_ONE_PORT or "
        + "STREAM_NODE_TWO_PORT_CLIENT or STREAM_NODE_TWO_PORT_ADMIN.")]
    [InlineData("nc ${STREAM_NODE_PORT:-1}", "uses STREAM_NODE_PORT, but stream node has several ports: write STREAM_NODE_ONE_PORT "
        + "or STREAM_NODE_TWO_PORT_CLIENT or STREAM_NODE_TWO_PORT_ADMIN.")]
    [InlineData("python3 -c 'os.environ[\"STREAM_NODE_PORT\"]'", "uses STREAM_NODE_PORT, but stream node has several ports: write "
        + "STREAM_NODE_ONE_PORT or STREAM_NODE_TWO_PORT_CLIENT or STREAM_NODE_TWO_PORT_ADMIN.")]
    [InlineData("nc $STREAM_NODE_TWO_PORT", "uses STREAM_NODE_TWO_PORT, but stream node has no such port: write "
        + "STREAM_NODE_ONE_PORT or STREAM_NODE_TWO_PORT_CLIENT or STREAM_NODE_TWO_PORT_ADMIN.")]
    [InlineData("nc $STREAM_NODE_PORT_CLIENT", "uses STREAM_NODE_PORT_CLIENT, but stream node has no such port: write "
        + "STREAM_NODE_ONE_PORT or STREAM_NODE_TWO_PORT_CLIENT or STREAM_NODE_TWO_PORT_ADMIN.")]
    [InlineData("nc $STREAM_WEB_OTHER_PORT", "uses STREAM_WEB_OTHER_PORT, but stream web has no such port: write "
        + "STREAM_WEB_SERVE_PORT, or STREAM_WEB_PORT.")]
    [InlineData("nc $STREAM_NODE_ONE_PORT $STREAM_NODE_TWO_PORT_ADMIN $STREAM_WEB_PORT $STREAM_WEB_SERVE_PORT $STREAM_IDLE_PORT "
        + "$STREAM_NODE_IMPORTANT", null)]
    [InlineData("STREAM_NODE_PORT=5; nc $STREAM_NODE_PORT", null)]
    public void A_variable_that_means_several_ports_or_none_is_an_error(string line, string? gap)
    {
        var script = Write("use.sh", $"#!/bin/sh\n# not $STREAM_NODE_PORT\n{line}\n");
        var plan = Plan.Named("T")
            .Stream("node", s => s.Start("one", "x $PORT", step => step with { Port = "auto" })
            .Start("two", "x $PORT_CLIENT", step => step with { Ports = ["client=auto", "admin=auto"] }).Run("go", "true"))
            .Stream("web", s => s.Start("serve", "x", step => step with { Port = "auto" }).Run("go", "true"))
            .Stream("idle", s => s.Run("go", "true"));

        Gaps(plan.Stream("user", s => s.Run("use", line))).ShouldBe(gap is null ? [] : [$"SL1124: Step user/use of T {gap}"]);
        Gaps(plan.Stream("user", s => s.RunScript("use", script)))
            .ShouldBe(gap is null ? [] : [$"SL1124: Step user/use of T (use.sh) {gap}"]);
        Gaps(plan.Stream("user", s => s.Run("use", "true", step => step with { Cleanup = line })))
            .ShouldBe(gap is null ? [] : [$"SL1124: Cleanup of step user/use of T {gap}"]);
        Gaps((plan with { OnFailure = [line] })).ShouldBe(gap is null ? [] : [$"SL1124: OnFailure of T {gap}"]);
    }

    [Theory]
    [InlineData("serve $PORT", "uses PORT, but the step has PORT_CLIENT and PORT_ADMIN: write one of them.")]
    [InlineData("serve ${PORT_ADMN}", "uses PORT_ADMN, but the step has PORT_CLIENT and PORT_ADMIN: write one of them.")]
    [InlineData("PORT=1; serve $PORT $PORT_ADMIN", null)]
    public void A_step_with_named_ports_asks_for_one_of_them(string line, string? gap) =>
        Gaps(Plan.Named("T").Stream("a", s => s.Run("serve", line, step => step with { Ports = ["client=auto", "admin=auto"] })))
            .ShouldBe(gap is null ? [] : [$"SL1124: Step a/serve of T {gap}"]);

    [Theory]
    [InlineData("port", "", "", "SL1014")]
    [InlineData("port", "", "client=auto", null)]
    [InlineData("port", "", "client=auto;admin=auto", "SL1126")]
    [InlineData("port", "auto", "client=auto;admin=auto", null)]
    [InlineData("port Client", "", "client=auto;admin=auto", null)]
    [InlineData("port other", "auto", "client=auto;admin=auto", "SL1126")]
    [InlineData("http http://127.0.0.1:$PORT_ADMIN/", "", "client=auto;admin=auto", null)]
    [InlineData("http http://127.0.0.1:$PORT/", "", "client=auto;admin=auto", "SL1126")]
    [InlineData("http http://127.0.0.1:${PORT}/", "", "", "SL1126")]
    public void A_gate_means_one_port(string gate, string port, string ports, string? code) => PortRules.OfStep("Step a/b of T", new Step
    {
        Name = "b",
        Action = new StepAction.Command("true"),
        Background = true,
        Ready = gate,
        Port = port.Length == 0 ? null : PortChoice.Parse(port),
        Ports = [.. Terms.List(ports).Select(NamedPort.Parse)],
    }).Select(gap => gap.Code).ShouldBe(code is null ? [] : [code]);

    [Theory]
    [InlineData("port", 1, "port 1")]
    [InlineData("port CLIENT", 1, "port 2")]
    [InlineData("http http://[::1]:$PORT_CLIENT/$PORT/${PORT_CLIENT}x", 1, "http http://[::1]:2/1/2x")]
    [InlineData("file /run/x", 1, "file /run/x")]
    public void A_gate_gets_the_numbers(string gate, int plain, string resolved)
    {
        var ports = ImmutableSortedDictionary<string, int>.Empty.Add("", plain).Add("client", 2);

        GatePorts.Resolve(gate, ports).ToString().ShouldBe(resolved);
        GatePorts.Resolve("port", ports.Remove("")).ToString().ShouldBe("port 2");
    }

    private static string[] Gaps(Plan plan) => [.. PlanRules.Of(plan).Select(gap => $"{gap.Code}: {gap.Message}")];

    private string Write(string name, string text)
    {
        File.WriteAllText(scratch[name], text);
        return scratch[name];
    }
}
