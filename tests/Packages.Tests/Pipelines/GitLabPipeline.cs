namespace PackagesTests.Pipelines;

/// <summary>The file for GitLab, by the schema of its reference.</summary>
internal static class GitLabPipeline
{
    private const string FileName = "gitlab-ci.yml";

    public static IEnumerable<PipelineJob> Jobs()
    {
        var root = Yaml.Read(FileName);
        root["variables"].WithKeys("STREAM_HOSTS", "NETPERF_SECONDS");
        root["default"].WithKeys("tags");
        foreach (var name in root.Keys().Except(["variables", "default"]))
        {
            var job = root[name].WithKeys("script", "artifacts", "retry?");
            if (job.Has("retry")) job["retry"].WithKeys("max", "exit_codes").Text("exit_codes").ShouldBe("3");
            var artifacts = job["artifacts"].WithKeys("when", "paths", "reports");
            artifacts.Text("when").ShouldBe("always");
            var read = new PipelineJob(FileName, job.Texts("script"), artifacts["reports"].WithKeys("junit").Text("junit"), artifacts.Texts("paths").ShouldHaveSingleItem());
            read.Gate.ShouldNotBeNull($"{name}: GitLab passes a job without a report");
            yield return read;
        }
    }
}
