using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The service under load, by two builds that know nothing of each other.</summary>
public class ServiceTests
{
    [Fact(Timeout = 120_000)]
    public async Task Two_builds_at_once_do_not_disturb_each_other()
    {
        BuiltSample[] samples = [new("Service"), new("Service")];

        var ran = await Task.WhenAll(samples.Select(sample => sample.RunAsync("-p:StreamParameters=seconds=3")));

        foreach (var build in ran) build.EnsureSuccess();
        var runs = samples.Select(sample => new RunEvents(sample.Result("ServiceUnderLoad/events.jsonl"))).ToArray();
        foreach (var (sample, run) in samples.Zip(runs))
        {
            sample.Cases("ServiceUnderLoad").ShouldAllBe(c => c.Outcome == "passed");
            run.Metrics["requests"].Count().ShouldBe(2);
            run.Metrics["p99"].ShouldAllBe(m => m.Value > 0 && m.Unit == "ms");
            run.Metrics["failed"].ShouldAllBe(m => m.Value == 0);
        }

        runs[0].Time.From.ShouldBeLessThan(runs[1].Time.To);
        runs[1].Time.From.ShouldBeLessThan(runs[0].Time.To);
        var ports = runs.Select(run => run.Notes.Where(note => note.StartsWith("the service is on port ", StringComparison.Ordinal)).Distinct().ShouldHaveSingleItem()).ToArray();
        ports[0].ShouldNotBe(ports[1]);
    }
}
