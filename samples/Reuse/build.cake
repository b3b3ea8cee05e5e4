// One nested test in three multi-stream tests, and a load in the background of any of them: dotnet cake samples/Reuse/build.cake --stress
#addin nuget:?package=Cake.StreamLib&version=0.1.0

Func<TestStream, TestStream> write = writer => writer.RunScript("write", "write.sh");
var stress = Plan.Named("Stress").Stream("stress", s => s.RunScript("burn", "burn.sh") with { Background = true });

Plan[] tests =
[
    Plan.Named("One").Stream("writer", write),
    Plan.Named("Several").Role("writer", 3, write),
    Plan.Named("AtOnce").Role("writer", 2, writer => write(writer.Barrier("start", "role:writer"))),
];

foreach (var test in tests)
{
    var plan = (test with { Suite = "Reuse" }).Parameter("megabytes", "4");
    Task(plan.Name).Does(() => RunStreams(HasArgument("stress") ? plan.With(stress) : plan));
}

Task("All").IsDependentOn("One").IsDependentOn("Several").IsDependentOn("AtOnce");

WithStreamExitCode(() => RunTarget(Argument("target", "All")));
