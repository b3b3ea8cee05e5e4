// MultiNetperf without C# classes: dotnet cake samples/NetperfDeclared/build.cake --hosts=ssh:h1,ssh:h2,ssh:h3 --seconds=2
#addin nuget:?package=Cake.StreamLib&version=0.1.0

var settings = StreamSettings.FromArguments(Context);
var target = Argument("target", "MultiNetperf");

Task("MultiNetperf").Does(() => RunStreams(
    (Plan.Named("MultiNetperf") with { Suite = "Netperf" })
        .Parameter("seconds", "10")
        .Parameter("tool", "auto")
        .Stream("server", server => server
            .StartScript("NetServer", "netserver.sh", step => step with { Port = "auto", Ready = "port" }))
        .Role("client", "*", client => client
            .RunScript("NetPerf", "netperf.sh", step => step with { Needs = ["server/NetServer"] })),
    settings));

WithStreamExitCode(() => RunTarget(target));
