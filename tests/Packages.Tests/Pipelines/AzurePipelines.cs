namespace PackagesTests.Pipelines;

/// <summary>The file for Azure Pipelines, by the schema of its reference.</summary>
internal static class AzurePipelines
{
    private const string FileName = "azure-pipelines.yml";

    public static IEnumerable<PipelineJob> Jobs()
    {
        var root = Yaml.Read(FileName).WithKeys("pool", "variables", "jobs");
        root["variables"].WithKeys("STREAM_HOSTS", "NETPERF_SECONDS");
        foreach (var job in root.Items("jobs"))
        {
            var steps = job.WithKeys("job", "steps").Items("steps");
            steps[0].WithKeys("checkout", "clean").Text("clean").ShouldBe("true");
            var scripts = steps.Where(step => step.Has("script")).Select(step => step.WithKeys("script", "displayName", "env")).ToArray();
            foreach (var script in scripts) script["env"].WithKeys("LAB_PASSWORD").Text("LAB_PASSWORD").ShouldBe("$(LAB_PASSWORD)");

            var publish = steps.Single(step => step.Has("task")).WithKeys("task", "condition", "inputs");
            publish.Text("task").ShouldBe("PublishTestResults@2");
            publish.Text("condition").ShouldBe("always()");
            var inputs = publish["inputs"].WithKeys("testResultsFormat", "testResultsFiles", "testRunTitle", "failTaskOnFailedTests", "failTaskOnMissingResultsFile");
            inputs.Text("failTaskOnFailedTests").ShouldBe("true");
            inputs.Text("failTaskOnMissingResultsFile").ShouldBe("true");
            var files = inputs.Text("testResultsFiles");
            inputs.Text("testResultsFormat").ShouldBe(files.EndsWith(".trx", StringComparison.Ordinal) ? "VSTest" : "JUnit");

            var keep = steps.Single(step => step.Has("publish")).WithKeys("publish", "artifact", "condition");
            keep.Text("condition").ShouldBe("always()");
            steps.Length.ShouldBe(3 + scripts.Length);
            yield return new PipelineJob(FileName, [.. scripts.Select(script => script.Text("script"))], files, keep.Text("publish"));
        }
    }
}
