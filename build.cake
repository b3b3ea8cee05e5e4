// dotnet tool restore && dotnet cake [--target=NAME]; dotnet cake --description lists the targets.
// A fresh clone has nothing built, so nothing of ours is referenced here: targets build it, then start what they built.
#load "build/paths.cake"
#load "build/dotnet.cake"
#load "build/run.cake"
#load "build/held.cake"
#load "build/results.cake"
#load "build/compile.cake"
#load "build/test.cake"
#load "build/pack.cake"
#load "build/netperf.cake"
#load "build/lab.cake"
#load "build/bench.cake"

Task("Default")
    .Description("Lint, Build, Test, Pack.")
    .IsDependentOn("Lint")
    .IsDependentOn("Build")
    .IsDependentOn("Test")
    .IsDependentOn("Pack");

RunBuild(Argument("target", "Default"));
