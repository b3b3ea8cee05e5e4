// MultiNetperf without C# classes: dotnet cake samples/Netperf/declared.cake --hosts=ssh:h1,ssh:h2,ssh:h3 --seconds=2
#addin nuget:?package=Cake.StreamLib&version=0.1.0

var settings = StreamSettings.FromArguments(Context);
var target = Argument("target", "MultiNetperf");

Task("MultiNetperf").Does(() => RunStreams(
    Plan.Named("MultiNetperf")
        .Parameter("seconds", "10")
        .Parameter("tool", "auto")
        .Stream("server", server => server
            .Start("traffic", "echo sampling; while :; do date; cat /proc/net/dev; sleep 1; done >> \"$STREAMLIB_OUTPUT/traffic\"",
                step => step with { Ready = "output sampling" })
            .StartScript("netserver", "netserver.sh", step => step with { Port = "auto", Ready = "port" })
            .Barrier("finished"))
        .Role("client", "*", client => client
            .RunScript("netperf", "netperf.sh", step => step with { Needs = ["server/netserver"] })
            .Barrier("finished")),
    settings));

WithStreamExitCode(() => RunTarget(target));
