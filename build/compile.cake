Task("Clean")
    .Description("Deletes what a build leaves in the checkout.")
    .Does(() =>
{
    CleanDirectory(artifacts);
    CleanDirectories(GetDirectories("./{src,tests,samples,benchmarks}/*/{bin,obj}"));
});

Task("Lint")
    .Description("Fails when the formatter would change a file.")
    .Does(() => DotnetPlain("format", new ProcessArgumentBuilder()
        .Append("format").Append("Pipeline.sln").Append("--verify-no-changes")
        .Append("--verbosity").Append("minimal")));

Task("Build")
    .Description("Builds the solution.")
    .Does(() => Dotnet("build", "Pipeline.sln", "build"));
