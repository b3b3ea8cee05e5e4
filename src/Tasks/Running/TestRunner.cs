using System.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Runs the declared tests: plans in this process, classes in that of their test application.</summary>
internal sealed class TestRunner(TaskLoggingHelper log, BuildConsole console, TaskEnvironment environment, RunSettings settings,
    JobOptions options)
{
    /// <summary>What is wrong with a declared test, its hosts included; nothing is started.</summary>
    public IEnumerable<ItemGap> Check(DeclaredTest test)
    {
        try
        {
            if (test.Plan is { } plan) Job.Check(plan, OptionsOf(test));
            return [];
        }
        catch (PlanException failure)
        {
            return test.Located(failure);
        }
    }

    /// <summary>What is not wrong with a declared test that was checked, and likely not meant.</summary>
    public IEnumerable<ItemGap> Notices(DeclaredTest test)
    {
        if (test.Plan is not { } plan) return [];
        var checks = JobChecks.Of([plan], OptionsOf(test));
        return checks.Plans.SelectMany(made => checks.NoticesOf(made.Name)).Distinct().Select(notice => new ItemGap(notice, test.Item));
    }

    /// <summary>Says what running it would do, as messages of the build. Nothing is connected or written.</summary>
    /// <exception cref="PlanException">It would not start.</exception>
    public async System.Threading.Tasks.Task DescribeAsync(DeclaredTest test, CancellationToken cancellationToken)
    {
        if (test.Class is { } testClass)
        {
            await ApplicationRun.DescribeAsync(Process(testClass, test, ""), log, console, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var line in (await Job.DescribeAsync([test.Plan!], OptionsOf(test), cancellationToken).ConfigureAwait(false)).TrimEnd('\n').Split('\n'))
            console.Say(line);
    }

    /// <summary>The name of the build, whose results are kept side by side; <c>null</c> where it has none.</summary>
    public string? Invocation { get; set; }

    /// <summary>Runs one to its end.</summary>
    /// <exception cref="PlanException">It did not start.</exception>
    public async Task<FinishedRun> RunAsync(DeclaredTest test, string results, CancellationToken cancellationToken)
    {
        if (Invocation is { } own) results = Results.Invocation.NextFolder(results, own);
        if (test.Class is { } testClass)
        {
            var process = Process(testClass, test, results);
            return await ApplicationRun.RunAsync(process, log, console, results, cancellationToken).ConfigureAwait(false);
        }

        var chosen = OptionsOf(test) with
        {
            ResultsDirectory = results,
            Invocation = Invocation,
            Sinks = [new BuildLog(log, console)],
        };
        var result = await Job.RunAsync(test.Plan!, chosen, cancellationToken).ConfigureAwait(false);
        return new FinishedRun(result.Report, result.ResultsDirectory) { Problems = result.Problems };
    }

    private JobOptions OptionsOf(DeclaredTest test) =>
        options with { Secrets = ParameterNames.Merge(Secret.Parse(test.Secrets, environment.GetEnvironmentVariable), options.Secrets) };

    private ProcessStartInfo Process(TestClass testClass, DeclaredTest test, string results)
    {
        var start = environment.GetProcessStartInfo();
        start.FileName = environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        start.WorkingDirectory = environment.ProjectDirectory;
        if (Invocation is not null) start.Environment[Results.Invocation.Variable] = Invocation;
        foreach (var word in (string[])[testClass.Application, "run", testClass.Name, "--lifeline", .. results.Length > 0 ? [$"--results={results}"] : Array.Empty<string>()]) start.ArgumentList.Add(word);
        foreach (var word in Parameters(test)) start.ArgumentList.Add(word);
        if (test.Timeout is { } timeout && options.Timeout is null) start.ArgumentList.Add($"--timeout={timeout}");
        foreach (var word in settings.Arguments(environment.ProjectDirectory)) start.ArgumentList.Add(word);
        return start;
    }

    // What the item says, but for what is given for the run: that takes precedence, whatever the case.
    private IEnumerable<string> Parameters(DeclaredTest test)
    {
        var secrets = options.Secrets.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var given = options.Parameters.Keys.Concat(secrets).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var hidden in test.Parameters.Keys.Where(secrets.Contains))
            log.LogMessage(MessageImportance.High, "{0}", $"{test.Name}: a secret of the run takes precedence over its parameter {hidden}");
        return test.Parameters.Where(pair => !given.Contains(pair.Key)).Select(pair => $"--param={pair.Key}={pair.Value}")
            .Concat(test.Secrets.Where(secret => !secrets.Contains(secret.Split('=')[0])).Select(secret => $"--secret={secret}"));
    }
}
