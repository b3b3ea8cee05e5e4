using StreamLib;
using StreamLib.Plans;

namespace StreamLibTests.Guide;

/// <summary>The plans of docs/guide/scenarios.md.</summary>
internal static class ScenarioExamples
{
    public static Plan Rack()
    {
        var plan = Plan.Named("Rack")
            .Stream("server", s => (s with { Group = "storage" }).Start("serve", "exec nc -l -k $PORT", step => step with { Port = "auto", Ready = "port" }))
            .Role("client", "*", s => (s with { Group = "compute" })
                .Barrier("start", "role:client")
                .Run("reach", "nc -z $STREAM_SERVER_ADDRESS $STREAM_SERVER_PORT", step => step with { Needs = ["server/serve"] }));

        return plan;
    }

    public static Plan Failover()
    {
        var plan = Plan.Named("Failover")
            .Role("node", 3, s => s.Start("service", "stream-sync lock leader && stream-sync set leader $STREAMLIB_STREAM; exec sleep 600"))
            .Stream("chaos", s => s
                .Run("choose", "stream-sync set killed $(stream-sync get leader)", step => step with { Needs = ["node/service"] })
                .Kill("kill", "@killed/service")
                .Run("another", "until [ $(stream-sync get leader) != $(stream-sync get killed) ]; do sleep 0.1; done", step => step with { Timeout = TimeSpan.FromSeconds(10) })
                .Restart("again", "@killed/service"));

        return plan;
    }

    public static Plan Limited()
    {
        var plan = Plan.Named("Load").Role("load", 2, s => s
            .Barrier("start")
            .RunScript("load", "load.sh", step => step with { Limits = ["requests>=100 1/s", "p99<=250 ms"] }));

        return plan;
    }

    public static Plan Published()
    {
        var plan = Plan.Named("Published")
            .Stream("server", s => s
                .Start("serve", "exec ./serve", step => step with { Payload = "bin/publish/", Port = "auto", Ready = "port" }))
            .Stream("client", s => s
                .Run("warm", "nc -N $STREAM_SERVER_ADDRESS $STREAM_SERVER_PORT </dev/null", step => step with { Needs = ["server/serve"] })
                .Run("measure", "nc -N $STREAM_SERVER_ADDRESS $STREAM_SERVER_PORT </dev/null"));

        return plan;
    }

    public static Plan Twelve()
    {
        var plan = (Plan.Named("Twelve") with { OnFail = FailureMode.Continue })
            .Role("disk", 12, s => s.Run("check", "test $STREAMLIB_STREAM != disk7"));

        return plan;
    }

    public static Plan Fast()
    {
        var plan = (Plan.Named("Fast") with { Requires = ["hosts>=2", "command:netperf"] })
            .Stream("sender", s => s.Run("measure", "netperf -H $STREAM_RECEIVER_ADDRESS"))
            .Stream("receiver", s => s.Run("wait", "sleep 10"));

        return plan;
    }

    public static Plan Stressed()
    {
        var stress = Plan.Named("Stress").Stream("stress", s => s.Run("burn", "while :; do :; done") with { Background = true });
        var plan = Plan.Named("Hello").Stream("one", s => s.Run("greet", "echo hello")).With(stress);

        return plan;
    }

    public static (Plan Plan, JobOptions Options) Deployed()
    {
        var plan = Plan.Named("Deploy").Stream("db", s => (s with { OnFailure = ["tail -50 migrate.log"], Collect = ["*.log"] })
            .RunScript("migrate", "migrate.sh", step => step with { Timeout = TimeSpan.FromMinutes(2) }));
        var options = JobOptions.Default with { Secrets = Secret.Parse(["password=env:DB_PASSWORD"], Environment.GetEnvironmentVariable) };

        return (plan, options);
    }
}
