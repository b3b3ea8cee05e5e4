using StreamLib;
using StreamLib.Plans;

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
