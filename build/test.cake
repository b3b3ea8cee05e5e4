Task("Test")
    .Description("Runs every test project; the last line says N passed, N failed, N skipped. Options: --filter=EXPRESSION, --project=NAME.")
    .IsDependentOn("Build")
    .IsDependentOn("InstallTestPackages")
    .IsDependentOn("Pack")
    .Does(() =>
{
    CleanDirectory(testResults);
    var failures = GetFiles($"./tests/*/{Argument("project", "*.Tests")}.csproj").Select(RunTests).Where(failure => failure != null).ToList();

    var totals = TestTotals.Of(GetFiles($"{testResults}/*.trx").Select(file => file.FullPath));
    if (Environment.GetEnvironmentVariable("CI") is "true")
    {
        foreach (var test in totals.SkippedTests) Information("skipped: {0}: {1}", test.Name, test.Reason);
    }

    // At the end of the process, so that the report of the build and an error come before it.
    AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine(totals);

    if (totals.Failed > 0) failures.Insert(0, $"{totals.Failed} tests failed.");
    if (totals.Passed + totals.Failed == 0) failures.Insert(0, "No test ran.");
    if (failures.Count > 0) throw new CakeException(1, string.Join(" ", failures));
});

Task("InstallTestPackages")
    .Description("Installs what some tests need and the machine lacks, as far as that is possible here.")
    .WithCriteria(() => FileExists("./build/install-test-packages.sh"), "nothing to install")
    .Does(() =>
{
    var code = StartProcess("bash", new ProcessSettings { Arguments = "build/install-test-packages.sh", WorkingDirectory = root });
    if (code != 0) Warning("Not all packages that tests use could be installed (exit code {0}): tests that need them skip.", code);
});

/// Runs the tests of one project; the answer is what went wrong, if anything did.
string RunTests(FilePath project)
{
    var name = project.GetFilenameWithoutExtension().ToString();
    var arguments = new ProcessArgumentBuilder().Append("test").AppendQuoted(project.FullPath)
        .Append("--no-build")
        .Append("--logger").AppendQuoted($"trx;LogFileName={name}.trx")
        .Append("--results-directory").AppendQuoted(testResults.FullPath);
    if (HasArgument("filter")) arguments.Append("--filter").AppendQuoted(Argument<string>("filter"));

    var code = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = BuildArguments(arguments, $"test-{name}"),
        WorkingDirectory = root,
        EnvironmentVariables = new Dictionary<string, string> { ["STREAMLIB_PACKAGES"] = packages.FullPath },
    });
    if (FileExists(testResults.CombineWithFilePath($"{name}.trx"))) return code == 0 ? null : $"{name} ended with exit code {code}.";
    return $"{name} left no results (exit code {code}).";
}
