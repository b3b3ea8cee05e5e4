using StreamLib;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Guide;

/// <summary>The examples of docs/reference/plan.md.</summary>
internal static class PlanExamples
{
    public static Plan Expected()
    {
        var plan = Plan.Named("Isolated")
            .Stream("inside", s => s.Start("serve", "exec nc -l -k 127.0.0.1 $PORT", step => step with { Port = "auto", Ready = "port" }))
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
}
