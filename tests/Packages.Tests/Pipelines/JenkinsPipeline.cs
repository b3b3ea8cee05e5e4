using System.Text.RegularExpressions;

namespace PackagesTests.Pipelines;

/// <summary>The Jenkinsfile. Only Jenkins itself can check it whole: here its blocks are balanced, in their places, and have the steps that count.</summary>
internal static partial class JenkinsPipeline
{
    private const string FileName = "Jenkinsfile";

    public static IEnumerable<PipelineJob> Jobs()
    {
        var pipeline = Block(File.ReadAllText(Repository.File($"samples/pipelines/{FileName}")), "pipeline");
        Block(pipeline, "agent").ShouldContain("label ");
        var environment = Block(pipeline, "environment");
        environment.ShouldContain("STREAM_HOSTS = ");
        environment.ShouldContain("LAB_PASSWORD = credentials('lab-password')");
        var stages = Block(pipeline, "stages");
        foreach (Match stage in Stage.Matches(stages))
        {
            var body = Block(stages[stage.Index..], stage.Value);
            var steps = Block(body, "steps");
            // In double quotes Groovy would put the secret into the line.
            Groovy(steps).ShouldNotContain("\"");
            var always = Block(Block(body, "post"), "always");
            var junit = Result.Match(always);
            var keep = Artifacts.Match(always);
            keep.Index.ShouldBeLessThan(junit.Index, "a junit step that finds no file ends the block");
            yield return new PipelineJob(FileName, [.. Shell.Matches(steps).Select(line => line.Groups[1].Value)], junit.Groups[1].Value, keep.Groups[1].Value);
        }
    }

    // What follows this head in braces.
    private static string Block(string text, string head)
    {
        var groovy = Groovy(text);
        var start = Regex.Match(head.Contains('\'', StringComparison.Ordinal) ? text : groovy, $@"(?m)^\s*{Regex.Escape(head)} \{{");
        start.Success.ShouldBeTrue($"there is a block {head} in {text}");
        var from = start.Index + start.Length;
        var depth = 1;
        for (var at = from; at < groovy.Length; at++)
        {
            depth += groovy[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0) return text[from..at];
        }

        throw new ShouldAssertException($"the block {head} ends");
    }

    // The text without what stands in strings and comments, each character at its place.
    private static string Groovy(string text) => StringOrComment.Replace(text, part => new string(' ', part.Length));

    [GeneratedRegex(@"'[^'\n]*'|//[^\n]*")]
    private static partial Regex StringOrComment { get; }

    [GeneratedRegex(@"stage\('\w+'\)")]
    private static partial Regex Stage { get; }

    [GeneratedRegex(@"(?m)^\s*sh '([^'\n]*)'$")]
    private static partial Regex Shell { get; }

    [GeneratedRegex(@"(?m)^\s*junit testResults: '([^'\n]*)', allowEmptyResults: false$")]
    private static partial Regex Result { get; }

    [GeneratedRegex(@"(?m)^\s*archiveArtifacts artifacts: '([^'\n]*)/\*\*', allowEmptyArchive: true$")]
    private static partial Regex Artifacts { get; }
}
