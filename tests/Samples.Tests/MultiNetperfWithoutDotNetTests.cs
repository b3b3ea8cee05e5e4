using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The founding example, in C#, on hosts that have no .NET.</summary>
public class MultiNetperfWithoutDotNetTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task That_of_this_machine_is_sent_once()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(2) { NoDotnet = true }, Ct);

        var first = (await RunAsync(lab)).EnsureSuccess();
        var second = (await RunAsync(lab)).EnsureSuccess();

        first.Output.ShouldContain(".NET runtime shipped, ");
        second.Output.ShouldContain(".NET runtime is already there");
        second.Output.ShouldNotContain("shipped,");
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_nothing_can_be_executed_the_error_says_so_before_anything_is_sent_there_or_started_anywhere()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(2) { NoDotnet = true, Only = ["h2=noexec"] }, Ct);

        var sample = new Sample("Netperf");
        var ran = await RunAsync(lab, sample);

        ran.ExitCode.ShouldBe(3, ran.Output);
        ran.Output.ShouldContain("cannot be sent: no folder there may hold programs: all that this user can write are mounted noexec.");
        ran.Output.ShouldNotContain("payload");
        JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).Select(c => $"{c.Name} {c.Outcome}").ShouldBe(["MultiNetperf error", "server skipped", "client error"], ignoreOrder: true);
    }

    private static Task<Ran> RunAsync(Lab lab, Sample? sample = null) =>
        (sample ?? new Sample("Netperf")).MultiNetperfAsync("--hosts=ssh:h1,ssh:h2", $"--ssh-config={lab.SshConfig}", "--param", "seconds=1", "--param", "tool=meter");
}
