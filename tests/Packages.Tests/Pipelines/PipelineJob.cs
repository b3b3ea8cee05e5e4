using System.Text.RegularExpressions;

namespace PackagesTests.Pipelines;

/// <summary>A job, or a stage, of a pipeline file.</summary>
/// <param name="File">The file.</param>
/// <param name="Lines">The shell lines that it runs.</param>
/// <param name="Published">The glob of the result files that it publishes.</param>
/// <param name="Kept">The folder that it keeps.</param>
internal sealed record PipelineJob(string File, string[] Lines, string Published, string Kept)
{
    /// <summary>The line that runs the test.</summary>
    public string Command => Lines.Single(line => line.StartsWith("dotnet ", StringComparison.Ordinal));

    /// <summary>How it runs the test.</summary>
    public string Face => Command.Contains("dotnet build", StringComparison.Ordinal) ? "MSBuild" : "Cake";

    /// <summary>The line that looks at the results, in a system that does not do so itself.</summary>
    public string? Gate => Lines.SingleOrDefault(line => line.StartsWith("grep ", StringComparison.Ordinal));

    /// <summary>Whether the job publishes this file, relative to its workspace.</summary>
    public bool Publishes(string file) =>
        Regex.IsMatch(file, $"^{Regex.Escape(Published).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$");

    public override string ToString() => $"{File}, {Face}";

    /// <summary>The jobs of all files.</summary>
    public static IReadOnlyList<PipelineJob> All() => [.. AzurePipelines.Jobs(), .. GitHubWorkflow.Jobs(), .. GitLabPipeline.Jobs(), .. JenkinsPipeline.Jobs()];
}
