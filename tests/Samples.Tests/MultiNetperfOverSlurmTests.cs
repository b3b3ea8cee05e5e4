using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The founding example on the nodes of a Slurm: in an allocation, and in one that it asks for.</summary>
public class MultiNetperfOverSlurmTests(SlurmLab slurm) : IClassFixture<SlurmLab>
{
    private const string Request = "--hosts=slurm:nodes=3,time=5";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task In_an_allocation_the_streams_are_placed_on_its_nodes()
    {
        var sample = new Sample("Netperf");
        var line = sample.CommandLine("run", "MultiNetperf", "--hosts=slurm:", "--results", sample.Results, "--param", "seconds=1", "--param", "tool=meter");

        (await slurm.Lab.SlurmAsync(["salloc", "--nodes=3", .. line.Split(' ')], Ct)).EnsureSuccess();

        var cases = JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml"));
        cases.ShouldAllBe(c => c.Outcome == "passed");
        cases.Where(c => c.Name is "NetServer" or "NetPerf").Select(c => c.Host).ShouldBe(["h1", "h2", "h3"]);
        sample.Result("job.log").ShouldContain($"meter to {slurm.Lab.AddressOf("h1")}, port ");
        await slurm.NothingIsLeftAsync(Ct);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("TERM", true)]
    [InlineData("TERM", false)]
    [InlineData("KILL", true)]
    [InlineData("KILL", false)]
    public async Task An_allocation_that_it_asked_for_is_given_back_when_it_is_ended(string signal, bool queued)
    {
        var sample = new Sample("Netperf");
        var other = queued ? await slurm.TakeAsync(3, Ct) : null;
        try
        {
            await using var running = sample.Start(Request, "--param", "seconds=60", "--param", "tool=meter");
            await running.WaitForOutputAsync(queued ? " is queued: Resources" : "meter to ", TimeSpan.FromSeconds(60), Ct);

            await running.SignalAsync(signal);

            var ran = await running.WaitAsync(Ct);
            if (signal == "TERM") ran.ExitCode.ShouldBe(130, ran.ToString());
            await slurm.NothingIsLeftAsync(Ct);
        }
        finally
        {
            if (other is not null) await slurm.EndAsync(other);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Ctrl_C_gives_it_back()
    {
        var sample = new Sample("Netperf");
        await using var running = Pty.Start(sample.CommandLine("run", "MultiNetperf", "--results", sample.Results, Request, "--param", "seconds=60", "--param", "tool=meter"));
        await running.WaitForOutputAsync("meter to ", TimeSpan.FromSeconds(60), Ct);

        await running.SendAsync(Pty.Interrupt);

        (await running.WaitAsync(Ct)).ExitCode.ShouldBe(130, running.Output);
        running.Output.ShouldContain(" is given back");
        await slurm.NothingIsLeftAsync(Ct);
    }
}
