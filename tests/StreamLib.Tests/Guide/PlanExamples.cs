using StreamLib;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Guide;

/// <summary>The examples of docs/reference/plan.md.</summary>
internal static class PlanExamples
{
    public static Plan Ports()
    {
        var plan = Plan.Named("Cluster")
            .Stream("node", s => s
                .Start("store", "exec ./store --port $PORT", step => step with { Port = "auto", Ready = "port" })
                .Start("web", "exec ./web --listen $PORT_CLIENT --admin $PORT_ADMIN",
                    step => step with { Ports = ["client=auto", "admin=8081"], Ready = "port client" }))
            .Stream("load", s => s
                .Run("get", "curl -sf http://$STREAM_NODE_ADDRESS:$STREAM_NODE_WEB_PORT_CLIENT/",
                    step => step with { Needs = ["node/web"] }));

        return plan;
    }

    public static Plan Expected()
    {
        var plan = Plan.Named("Isolated")
            .Stream("inside", s => s
                .Start("serve", "exec nc -l -k $STREAM_INSIDE_ADDRESS $PORT", step => step with { Port = "auto", Ready = "port" }))
            .Stream("outside", s => s
                .Run("reach", "nc -z -w 2 192.0.2.1 $STREAM_INSIDE_PORT", step => step with { Needs = ["inside/serve"], Expect = "fail", Timeout = TimeSpan.FromSeconds(10) })
                .Run("report", "echo nothing gets out"));

        return plan;
    }

    public static Plan Known()
    {
        var plan = Plan.Named("Formats").Stream("reader", s => s
            .Run("old", "./read old.dat", step => step with { KnownIssue = "https://issues.example/7" })
            .Run("new", "./read new.dat"));

        return plan;
    }

    public static Plan Faults()
    {
        var plan = Plan.Named("Failover")
            .Role("node", 3, s => s.Start("service", "stream-sync lock leader && stream-sync set leader $STREAMLIB_STREAM; exec sleep 600"))
            .Stream("chaos", s => s
                .Signal("reload", "node2/service", "CONT", step => step with { Needs = ["node/service"] })
                .Stop("stop", "node3/service")
                .Restart("again", "node3/service")
                .Kill("kill", "@leader/service", step => step with { Timeout = TimeSpan.FromSeconds(30) }));

        return plan;
    }

    public static async Task InCode(StreamSet streams)
    {
        var leader = streams[await streams.Sync.Get("leader")]["service"];
        await leader.Kill();
        await streams["load"].Run("measure", "./measure");
        await leader.Start();
    }

    public static Plan Restarted()
    {
        var plan = Plan.Named("Restarted").Stream("dut", s => s
            .Run("restart", "sudo -n systemctl reboot", step => step with { Expect = "disconnect within 300" })
            .Run("check", "uptime"));

        return plan;
    }

    public static Plan Varied()
    {
        var plan = Plan.Named("Netperf")
            .Vary("test", "TCP_STREAM", "TCP_RR")
            .Vary("size", "1", "64")
            .Exclude(("test", "TCP_RR"), ("size", "64"))
            .Stream("client", s => s.Run("netperf", "netperf -H $PARAM_SERVER -t $PARAM_TEST -- -r $PARAM_SIZE"));

        return plan;
    }

    public static Plan Written()
    {
        var plan = Plan.Named("Netperf") with { Matrix = Matrix.Parse("test=TCP_STREAM,TCP_RR;size=1,64", exclude: "test=TCP_RR,size=64") };

        return plan;
    }

    public static Plan GoesOn()
    {
        var plan = (Plan.Named("Disks") with { OnFail = FailureMode.Continue })
            .Stream("server", s => s.Start("serve", "echo serving; exec sleep 600", step => step with { Ready = "output serving" }) with { OnFail = FailureMode.Abort })
            .Role("client", 12, s => s
                .Run("fill", "test $STREAMLIB_STREAM != client3", step => step with { Needs = ["server/serve"] })
                .Barrier("filled", "role:client")
                .Run("read", "echo 42"));

        return plan;
    }

    public static Plan Requires()
    {
        var plan = (Plan.Named("Offload") with { Requires = ["hosts>=3", "command:ethtool"] })
            .Stream("server", s => s.Run("serve", "true") with { Requires = ["root", "arch:arm64"] })
            .Role("client", "*", s => s.Run("load", "true"));

        return plan;
    }

    public static Plan Limited()
    {
        var plan = Plan.Named("Fast").Stream("client", s => s
            .Run("measure", """echo '{"type":"metric","name":"throughput","value":941.2,"unit":"Mbit/s"}' >>$STREAMLIB_OUTPUT/events.jsonl""",
                step => step with { Limits = ["throughput>=900 Mbit/s", "throughput<1000"] }));

        return plan;
    }

    public static Plan Grouped()
    {
        var plan = Plan.Named("Switch")
            .Stream("control", s => s.Run("watch", "true"))
            .Stream("server", s => s.Run("serve", "true") with { Group = "25g" })
            .Role("client", "*", s => s.Run("load", "true") with { Group = "25g" });

        return plan;
    }

    public static Plan Stressed()
    {
        var stress = Plan.Named("Stress").Stream("stress", s => s.Run("burn", "while :; do :; done") with { Background = true });
        var plan = Plan.Named("Hello").Stream("one", s => s.Run("greet", "echo hello")).With(stress);

        return plan;
    }

    public static string[] Checked(Plan[] plans)
    {
        try
        {
            return [.. Job.Check(plans).Select(test => test.Name)];
        }
        catch (PlanException e)
        {
            return [.. e.Gaps.Select(gap => $"{gap.Test}/{gap.Stream}/{gap.Step}: {gap.Code}: {gap.Message}")];
        }
    }

    public static async Task<string[]> Attempts(Plan plan, JobOptions options)
    {
        var notes = new List<string>();
        var result = await Job.RunAsync(plan, options with { RetryInfrastructure = 2 });
        foreach (var test in result.Report.Tests) notes.AddRange(test.EarlierAttempts.Select(a => $"{test.Name}, attempt {a.Attempt} of {test.MostAttempts}: {a.Message}"));
        return [.. notes];
    }

    public static async Task<string[]> Hunt(Plan plan, JobOptions options)
    {
        var notes = new List<string>();
        var hunt = await Job.RunAsync(plan, options with { Repeat = 500, UntilFail = true });
        foreach (var test in hunt.Report.Repeats)
        {
            notes.Add($"{test.Name}: {test.Runs} runs, {test.NotPassed.Length} did not pass");
            notes.AddRange(test.Metrics.Select(m => $"{m.Stream}/{m.Nested} {m.Name}: {m.Values.Mean:0.#} ± {m.Values.Deviation:0.#} {m.Unit}"));
        }

        return [.. notes];
    }
}
