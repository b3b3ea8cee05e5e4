Task("Pack")
    .Description("Packs the shipped packages into artifacts/packages.")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectory(packages);
    Dotnet("pack", "Pipeline.sln", "pack", arguments => arguments.Append("--no-build"));
});
