namespace PackagesTests.Pipelines;

/// <summary>The workflow for GitHub, by the schema of its reference and the inputs that its actions have.</summary>
internal static class GitHubWorkflow
{
    private const string FileName = "github-workflow.yml";

    public static IEnumerable<PipelineJob> Jobs()
    {
        var root = Yaml.Read(FileName).WithKeys("name", "on", "permissions", "env", "jobs");
        root["permissions"].WithKeys("contents", "checks").Text("checks").ShouldBe("write");
        root["env"].WithKeys("STREAM_HOSTS", "NETPERF_SECONDS").Text("STREAM_HOSTS").ShouldBe("${{ vars.STREAM_HOSTS }}");
        foreach (var name in root["jobs"].Keys())
        {
            var steps = root["jobs"][name].WithKeys("runs-on", "steps").Items("steps");
            foreach (var step in steps) (step.Has("uses") ^ step.Has("run")).ShouldBeTrue($"{name}: a step uses or runs, {step}");
            var runs = steps.Where(step => step.Has("run")).Select(step => step.WithKeys("run", "env")).ToArray();
            foreach (var run in runs) run["env"].WithKeys("LAB_PASSWORD").Text("LAB_PASSWORD").ShouldBe("${{ secrets.LAB_PASSWORD }}");

            steps[0].WithKeys("uses").Text("uses").ShouldStartWith("actions/checkout@v");
            var publish = steps.Single(step => step.Has("uses") && step.Text("uses") == "EnricoMi/publish-unit-test-result-action/linux@v2").WithKeys("uses", "if", "with");
            publish.Text("if").ShouldBe("always()");
            var inputs = publish["with"].WithKeys("check_name", "files", "comment_mode", "action_fail", "action_fail_on_inconclusive");
            inputs.Text("action_fail").ShouldBe("true");
            inputs.Text("action_fail_on_inconclusive").ShouldBe("true");

            var keep = steps.Single(step => step.Has("uses") && step.Text("uses").StartsWith("actions/upload-artifact@v", StringComparison.Ordinal)).WithKeys("uses", "if", "with");
            keep.Text("if").ShouldBe("always()");
            steps.Length.ShouldBe(3 + runs.Length);
            yield return new PipelineJob(FileName, [.. runs.Select(run => run.Text("run"))], inputs.Text("files"), keep["with"].WithKeys("name", "path", "if-no-files-found").Text("path"));
        }
    }
}
