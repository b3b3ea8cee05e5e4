using System.Xml.Linq;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLibTests.Jobs;

namespace StreamLibTests.Results;

/// <summary>The files that cases bring along.</summary>
public sealed class AttachmentTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    [Theory]
    [InlineData("", "stderr")]
    [InlineData("GITLAB_CI=true CI_PROJECT_DIR={root}", "out/job/stderr")]
    [InlineData("GITLAB_CI=true CI_PROJECT_DIR={root}/out", "job/stderr")]
    [InlineData("GITLAB_CI=true CI_PROJECT_DIR={root}/other", "stderr")]
    [InlineData("GITLAB_CI=true CI_PROJECT_DIR={root}/out/jo", "stderr")]
    [InlineData("GITLAB_CI=true CI_PROJECT_DIR=out", "stderr")]
    [InlineData("CI_PROJECT_DIR={root}", "stderr")]
    [InlineData("JENKINS_URL=http://j/ WORKSPACE={root}", "out/job/stderr")]
    [InlineData("WORKSPACE={root}", "stderr")]
    public void Paths_start_where_the_ci_system_looks(string environment, string path)
    {
        var results = scratch["out/job"];
        var file = Written("out/job/stderr", "sad");
        var variables = environment.Replace("{root}", scratch.Path, StringComparison.Ordinal)
            .Split(' ').Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[^1]);
        var tags = AttachmentTags.For(results, variables.GetValueOrDefault);
        tags.Of(Failed("x") with { Attachments = [file] }).ShouldBe([$"[[ATTACHMENT|{path}]]"]);
    }

    [Fact]
    public void No_empty_file_and_none_that_would_break_the_line_is_named()
    {
        string[] files = [Written("empty", ""), Written("a]]b", "x"), Written("a\nb", "x"), scratch["missing"], Written("good", "x")];
        Tags().Of(Failed("x") with { Attachments = [.. files] }).ShouldBe(["[[ATTACHMENT|good]]"]);
    }

    [Fact]
    public void Their_number_is_bounded_and_the_rest_is_told()
    {
        var files = Enumerable.Range(10, 50).Select(i => Written($"output/file-{i}.bin", "x")).ToArray();
        var failed = Tags().Of(Failed("x") with { Attachments = [.. files] });
        failed.Length.ShouldBe(21);
        failed[0].ShouldBe("30 more files, not attached here: see output");
        var passed = Tags().Of(Failed("x") with { Verdict = Verdict.Passed, Attachments = [.. files] });
        passed.Skip(1).Sum(t => t.Length + 1).ShouldBeLessThanOrEqualTo(450);
        passed[0].ShouldEndWith(" more files, not attached here: see output");
    }

    [Fact]
    public void Names_are_unique_in_a_class()
    {
        var (one, two) = (Written("1-x/stderr", "first"), Written("2-y/stderr", "second"));
        var tags = Tags();
        tags.Of(Failed("x") with { Attachments = [one] }).ShouldBe(["[[ATTACHMENT|1-x/stderr]]"]);
        tags.Of(Failed("y") with { Attachments = [two] }).ShouldBe(["[[ATTACHMENT|2-y/y-stderr]]"]);
        tags.Of(Failed("x") with { ClassName = "Other", Attachments = [two] }).ShouldBe(["[[ATTACHMENT|2-y/stderr]]"]);
        File.ReadAllText(scratch["2-y/y-stderr"]).ShouldBe("second");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_files_of_a_nested_test_belong_to_its_case_in_both_formats()
    {
        const string Report = "echo '{\"type\":\"note\",\"text\":\"n\"}' >$STREAMLIB_OUTPUT/events.jsonl";
        var job = await TestJob.RunAsync(Plan.Named("Files").Stream("a", s => s
            .Run("good", "echo x >$STREAMLIB_OUTPUT/good.csv; : >$STREAMLIB_OUTPUT/empty; ln -s /etc/passwd $STREAMLIB_OUTPUT/link")
            .Run("bad", $"mkdir $STREAMLIB_OUTPUT/sub; echo y >$STREAMLIB_OUTPUT/sub/bad.csv; {Report}; echo sad >&2; exit 1")));
        var junit = XDocument.Parse(job.File("TEST-Files.xml"));
        string[] Tagged(string name) =>
        [
            .. junit.Descendants("testcase").Single(c => c.Attribute("name")!.Value == name).Element("system-out")!.Value.Split('\n')
                .Where(l => l.StartsWith("[[ATTACHMENT|", StringComparison.Ordinal)).Select(l => l["[[ATTACHMENT|".Length..^2]),
        ];
        const string Bad = "test-results/Files/a/test-results/2-bad";
        Tagged("good").ShouldBe(["test-results/Files/a/test-results/1-good/output/good.csv"]);
        Tagged("bad").ShouldBe([$"{Bad}/stderr", $"{Bad}/output/sub/bad.csv"]);
        Tagged("Files").ShouldBe(["job.log", "results.json"]);
        Tagged("a").ShouldBe(["test-results/Files/a/a-job.log"]);

        var trx = XDocument.Parse(job.File("Files.trx"));
        string[] Files(string name) =>
        [
            .. trx.Descendants(ResultXml.Trx + "UnitTestResult").Single(r => r.Attribute("testName")!.Value == name)
                .Descendants(ResultXml.Trx + "ResultFile").Select(f => f.Attribute("path")!.Value),
        ];
        Files("bad").ShouldBe([$"../../../{Bad}/stderr", $"../../../{Bad}/output/sub/bad.csv"]);
        foreach (var file in Files("bad").Concat(Files("good")).Concat(Files("Files")))
            File.Exists(Path.GetFullPath(file, Path.Combine(job.Result.ResultsDirectory, "ROOT", "In", "id"))).ShouldBeTrue(file);
    }

    public void Dispose() => scratch.Dispose();

    private static ResultCase Failed(string name) =>
        new() { ClassName = "C", Name = name, TestId = Guid.NewGuid(), Verdict = Verdict.Failed };

    private AttachmentTags Tags() => new(scratch.Path, areNamesUnique: true);

    private string Written(string name, string text)
    {
        var file = scratch[name];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
