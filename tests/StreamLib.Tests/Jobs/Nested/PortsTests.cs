using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Jobs;

/// <summary>Every port of every step is known by a name of its own, and the name of a stream alone means a port only where there is
/// one.</summary>
public class PortsTests
{
    [Fact(Timeout = 60_000)]
    public async Task Each_step_and_each_of_its_ports_has_a_variable_and_the_plain_one_is_not_set_where_it_could_mean_several()
    {
        const string Both = "echo $PORT_CLIENT $PORT_ADMIN; nc -l -k 127.0.0.1 $PORT_ADMIN & exec nc -l -k 127.0.0.1 $PORT_CLIENT";
        var job = await TestJob.RunAsync(Plan.Named("Ports")
            .Stream("node", s => s
                .Start("one", "echo $PORT; exec nc -l -k 127.0.0.1 $PORT", step => step with { Port = "auto", Ready = "port" })
                .Start("two", Both, step => step with { Ports = ["client=auto", "admin=auto"], Ready = "port admin" }))
            .Stream("web", s => s.Start("serve", "echo $PORT; exec nc -l -k 127.0.0.1 $PORT",
            step => step with { Port = "auto", Ready = "port" }))
            .Stream("user", s => s.Run("use", "env | grep ^STREAM_.*PORT | sort; cat $STREAMLIB_PARAMS "
                + ">$STREAMLIB_OUTPUT/params.json; nc -N 127.0.0.1 $STREAM_NODE_TWO_PORT_ADMIN </dev/null",
                step => step with { Needs = ["node/one", "node/two", "web/serve"] })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        var (one, two, serve) = (job.Output("node/1-one")[0], job.Output("node/2-two")[0].Split(' '), job.Output("web/1-serve")[0]);
        job.Output("user/1-use").ShouldBe(
        [
            $"STREAM_NODE_ONE_PORT={one}", $"STREAM_NODE_TWO_PORT_ADMIN={two[1]}", $"STREAM_NODE_TWO_PORT_CLIENT={two[0]}",
            $"STREAM_WEB_PORT={serve}", $"STREAM_WEB_SERVE_PORT={serve}",
        ]);
        using var json = JsonDocument.Parse(job.File("test-results/Ports/user/test-results/1-use/output/params.json"));
        var streams = Topology.Read(json.RootElement.GetProperty("streams"));
        (streams["node"].Port, streams["node"].PortOf("one"), streams["node"].PortOf("two/admin"), streams["web"].Port,
            streams["web"].PortOf("serve"))
            .ShouldBe((null, Number(one), Number(two[1]), Number(serve), Number(serve)));
        Should.Throw<TestException>(() => streams["node"].PortOf("two")).Message.ShouldContain("It has: one, two/admin, two/client.");
        job.Events.OfType<NestedReady>().Single(e => e.Nested == "2-two").Gate.ShouldBe($"port {two[1]}");
    }

    [Fact]
    public void The_plain_port_of_a_stream_means_one_port()
    {
        var one = Of(Plan.Named("T").Stream("a", s => s.Run("x", "", step => step with { Port = "auto" })));
        one.Plain.ShouldBeNull();
        one.Set("x", Ports(5));
        one.Set("x", Ports(6));
        one.Plain.ShouldBe(6);

        // The other one will be started later, and is not to change what the first meant.
        var two = Of(Plan.Named("T")
            .Stream("a", s => s.Run("x", "", step => step with { Port = "auto" }).Run("y", "", step => step with { Port = "7" })));
        two.Set("x", Ports(5));
        two.Plain.ShouldBeNull();

        var same = Of(Plan.Named("T")
            .Stream("a", s => s.Run("x", "", step => step with { Port = "7" }).Run("y", "", step => step with { Port = "7" })));
        same.Set("x", Ports(7));
        same.Plain.ShouldBe(7);

        // Of a test in code nobody knows what it will start.
        var code = Of(Plan.Named("T").Stream("a"));
        code.Set("x", Ports(5));
        code.Plain.ShouldBe(5);
        code.Set("y", Ports(6));
        code.Plain.ShouldBeNull();
        code.Variables("a").Select(v => v.Key).ShouldBe(["STREAM_A_X_PORT", "STREAM_A_Y_PORT"]);
    }

    private static StreamPorts Of(Plan plan) => new(plan.Streams[0]);

    private static ImmutableSortedDictionary<string, int> Ports(int number) =>
        ImmutableSortedDictionary<string, int>.Empty.Add("", number);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
