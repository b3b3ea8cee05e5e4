using System.Text;
using System.Text.RegularExpressions;
using StreamLib;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Guide;

/// <summary>What a test, a stream and a step can have is said in one catalogue; what C# has, and every page that lists it, follows from that.</summary>
public class TermPagesTests
{
    private static readonly string s_page = Repository.PathOf("docs", "reference", "terms.md");
    private static readonly string s_targets = File.ReadAllText(Repository.PathOf("src", "Tasks", "build", "StreamLib.Tasks.targets"));

    [Fact]
    public void Tests_have_what_plans_have() => Properties<Plan>("Name", "Streams", "Deadlines").Concat(Properties<Deadlines>().Select(name => $"Deadlines.{name}"))
        .ShouldBe(TestTerms.All.Select(term => term.Property).Distinct(), ignoreOrder: true);

    // What a C# test runs on a stream is not declared: whether it needs .NET there has to be said.
    [Fact]
    public void Streams_have_what_they_have_in_C_sharp() => Properties<TestStream>("Name", "Steps", nameof(TestStream.CommandsOnly))
        .ShouldBe(StreamTerms.All.Select(term => term.Property).Distinct(), ignoreOrder: true);

    [Fact]
    public void Steps_have_what_they_have_in_C_sharp() => Properties<Step>("Name", "Action").ShouldBe(StepTerms.All.Select(term => term.Property).Distinct(), ignoreOrder: true);

    [Fact]
    public void Steps_do_what_they_do_in_C_sharp() => typeof(StepAction).GetNestedTypes().Select(type => type.Name).Except([nameof(StepAction.Fault)]).Concat(Enum.GetNames<FaultKind>())
        .ShouldBe(ActionTerms.All.Select(term => term.Property).Distinct(), ignoreOrder: true);

    [Fact]
    public void The_reference_page_is_the_catalogue()
    {
        if (Environment.GetEnvironmentVariable(Snapshot.UpdateVariable) == "1") File.WriteAllText(s_page, Page());
        File.ReadAllText(s_page).ShouldBe(Page(), $"{Snapshot.UpdateVariable}=1 writes the page anew.");
    }

    [Fact]
    public void The_targets_describe_what_items_can_have()
    {
        string[] lines =
        [
            .. TestTerms.All.Select(Line), .. StreamTerms.All.Select(Line), .. StepTerms.All.Select(Line),
            .. ActionTerms.All.Concat(ActionTerms.Further).Select(Line),
        ];

        lines.Where(line => !s_targets.Contains(line, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // What a class is, and where secrets come from, is for front ends to say: in C# the first is code, and the second an option of the run.
    [Fact]
    public void The_targets_describe_nothing_else()
    {
        var described = Regex.Matches(s_targets[..s_targets.IndexOf("What later targets see", StringComparison.Ordinal)], "^ {10}(\\w+) ", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct();
        string[] known = [.. TestTerms.All.Select(t => t.Name), .. StreamTerms.All.Select(t => t.Name), .. StepTerms.All.Select(t => t.Name), .. ActionTerms.All.Concat(ActionTerms.Further).Select(t => t.Name)];

        described.Except(known).ShouldBe(["Secrets", "Test", "Stream"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_dry_run_tells_of_all_that_was_written()
    {
        (string Name, string Text)[] written =
        [
            ("Suite", "Nightly"), ("Params", "c=d"), ("Matrix", "a=1"), ("Requires", "root"), ("OnFail", "continue"), ("Start", "each"),
            ("Share", "true"), ("OnFailure", "dmesg"), ("Collect", "/var/log/x"), ("Count", "2"), ("Host", "h1"), ("Group", "25g"),
            ("Background", "true"), ("MayEnd", "true"), ("Port", "auto"), ("Ports", "a=auto"), ("Ready", "output up"),
            ("Needs", "other/x"), ("Expect", "fail"),
            ("KnownIssue", "bug/7"), ("Limits", "p99<=1"), ("Cleanup", "rm x"), ("MatrixExclude", "a=1"),
            ("Payload", TemporaryFolder.Make()),
        ];
        string Text(string name) => written.FirstOrDefault(w => w.Name == name).Text ?? "7s";
        // A matrix is told by its variants.
        var plan = Plan.Named("T") with { Matrix = Matrix.Parse("a=0,1;b=1") };

        foreach (var term in TestTerms.All) (await DescribedAsync(term.Set(plan, Text(term.Name)), s => s, s => s)).ShouldNotBe(await DescribedAsync(plan, s => s, s => s), term.Name);
        foreach (var term in StreamTerms.All) (await DescribedAsync(plan, s => term.Set(s, Text(term.Name)), s => s)).ShouldNotBe(await DescribedAsync(plan, s => s, s => s), term.Name);
        foreach (var term in StepTerms.All)
        {
            // Some can only be said of a step in the background.
            var plain = await DescribedAsync(plan, s => s, s => s with { Background = term.Name is not "Background" });
            (await DescribedAsync(plan, s => s, s => term.Set(s with { Background = term.Name is not "Background" }, Text(term.Name)))).ShouldNotBe(plain, term.Name);
        }
    }

    private static Task<string> DescribedAsync(Plan plan, Func<TestStream, TestStream> stream, Func<Step, Step> step) => Job.DescribeAsync(
        [plan.Stream("one", s => stream(s.Run("first", "true").Run("second", "true", step))).Stream("other", s => s.Run("x", "true"))],
        new JobOptions { Hosts = "" },
        TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_of_a_job_is_there_in_every_face(string property, string option, string msbuild)
    {
        typeof(JobOptions).GetProperty(property).ShouldNotBeNull();
        File.ReadAllText(Repository.PathOf("tests", "Samples.Tests", "HelpTests.run.txt")).ShouldContain($"--{option} ");
        File.ReadAllText(Repository.PathOf("src", "Cake.StreamLib", "StreamSettings.cs")).ShouldContain($"<c>--{option}");
        File.ReadAllText(Repository.PathOf("README.md")).ShouldContain($"`--{option}`");
        s_targets.ShouldContain($"$({msbuild})");
    }

    public static TheoryData<string, string, string> Options { get; } = new()
    {
        { nameof(JobOptions.Hosts), "hosts", "StreamHosts" },
        { nameof(JobOptions.SshConfig), "ssh-config", "StreamSshConfig" },
        { nameof(JobOptions.ResultsDirectory), "results", "StreamResultsDirectory" },
        { nameof(JobOptions.Parameters), "param", "StreamParameters" },
        { nameof(JobOptions.Secrets), "secret", "StreamSecrets" },
        { nameof(JobOptions.Timeout), "timeout", "StreamTimeout" },
        { nameof(JobOptions.Keep), "keep", "StreamKeep" },
        { nameof(JobOptions.Exclusive), "exclusive-hosts", "StreamExclusiveHosts" },
        { nameof(JobOptions.WaitForHosts), "wait-for-hosts", "StreamWaitForHosts" },
        { nameof(JobOptions.ArtifactLimit), "artifact-limit", "StreamArtifactLimit" },
        { nameof(JobOptions.CacheLimit), "cache-limit", "StreamCacheLimit" },
        { nameof(JobOptions.VerifyCache), "verify-cache", "StreamVerifyCache" },
        { nameof(JobOptions.RetryInfrastructure), "retry-infrastructure", "StreamRetryInfrastructure" },
        { nameof(JobOptions.Repeat), "repeat", "StreamRepeat" },
        { nameof(JobOptions.UntilFail), "until-fail", "StreamUntilFail" },
        { nameof(JobOptions.NoSkip), "no-skip", "StreamNoSkip" },
    };

    [Fact]
    public void Options_that_the_readme_has_for_all_are_there_in_applications_and_in_scripts()
    {
        var help = File.ReadAllText(Repository.PathOf("tests", "Samples.Tests", "HelpTests.run.txt"));
        var settings = File.ReadAllText(Repository.PathOf("src", "Cake.StreamLib", "StreamSettings.cs"));
        var rows = File.ReadAllLines(Repository.PathOf("README.md")).Where(line => line.StartsWith("| `--", StringComparison.Ordinal)).ToArray();

        rows.Length.ShouldBeGreaterThan(10);
        foreach (var row in rows)
        {
            foreach (var option in Regex.Matches(row.Split('|')[1], "`(--[a-z-]+)`").Select(match => match.Groups[1].Value))
            {
                settings.ShouldContain($"<c>{option}");
                help.Contains($"{option} ", StringComparison.Ordinal).ShouldBe(!row.Contains("| in a script:", StringComparison.Ordinal), option);
            }
        }
    }

    // A face that does not have one of these says why, so that a new option is not forgotten.
    [Fact]
    public void No_option_of_a_job_is_forgotten()
    {
        string[] elsewhere =
        [
            nameof(JobOptions.Sync), nameof(JobOptions.SyncToken), // an MSBuild project has the server of its build
            nameof(JobOptions.ResultsRoot), nameof(JobOptions.WorkingDirectory), nameof(JobOptions.Environment), // the front end knows them
            nameof(JobOptions.LoggedOutput), nameof(JobOptions.ArtifactCount), // bounds that nobody has to choose
            nameof(JobOptions.InProcess), // for a debugger: the process of a test application
            nameof(JobOptions.Sinks),
        ];

        Properties<JobOptions>().Except(elsewhere).ShouldBe(Options.Select(row => row.Data.Item1), ignoreOrder: true);
    }

    private static IEnumerable<string> Properties<T>(params string[] besides) =>
        typeof(T).GetProperties().Where(property => property.SetMethod is not null && !property.SetMethod.IsStatic).Select(property => property.Name).Except(besides);

    private static string Line<T>(Term<T> term) => $"          {term.Name,-17} {term.Form}: {term.Meaning}";

    private static string Page()
    {
        var page = new StringBuilder("""
            # What a test, a stream and a step can have

            The same in every face: a property of `Plan`, `TestStream` or `Step` in C# and Cake; metadata of a `MultiStreamTest`, `TestStream` or `NestedTest` item in a project; a key of `--test`,
            `--stream`, `--run` or `--start` of `dotnet streams run`. What the words mean in detail: [plans](plan.md). TIME is written as in `90s`, `10m` or `2h`. Lists in items and on
            command lines are separated by semicolons. A word on a wrong kind of item (SL5117) or key (SL1085) is an error.
            A semicolon that belongs to a value is written `\;`, in a key of a command line inside single quotes: `params='list=1\;2'`.

            """);
        Table(page, "A test", TestTerms.All);
        Table(page, "A stream", StreamTerms.All);
        Table(page, "What a step does: one of these", ActionTerms.All);
        Table(page, "With it", ActionTerms.Further);
        Table(page, "What a step has besides", StepTerms.All);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Table<T>(StringBuilder page, string title, IEnumerable<Term<T>> terms)
    {
        page.AppendLine().AppendLine($"## {title}").AppendLine().AppendLine("| in items | on command lines | in C# | written | meaning |").AppendLine("| --- | --- | --- | --- | --- |");
        foreach (var term in terms) page.AppendLine($"| `{term.Name}` | `{TermWords.Written(term.Name)}` | `{term.Property}` | `{term.Form}` | {term.Meaning.Replace("<", "\\<", StringComparison.Ordinal)} |");
    }
}
