using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>C# tests where one of the hosts can have no .NET.</summary>
public sealed class WithoutDotNetTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Nothing_starts_anywhere_unless_the_stream_there_runs_only_commands()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(2) { NoDotnet = true, Only = ["h2=noexec"] }, Ct);

        var (refused, events) = await RunAsync(lab, commandsOnly: false);

        refused.Outcome.ShouldBe(Outcome.Error);
        events.OfType<StreamFinished>().Select(e => $"{e.Stream} {e.Outcome}").Order().ShouldBe(["bare Error", "full Aborted"]);
        events.OfType<StreamFinished>().Single(e => e.Stream == "bare").Message.ShouldEndWith(
            "and that of this machine cannot be sent: no folder there may hold programs: all that this user can write are mounted noexec. "
            + "Install it there, put dotnet into the PATH, or run a command or a script instead of a class (CommandsOnly of the stream, in a C# test).");
        events.OfType<NestedStarted>().ShouldBeEmpty();

        (await RunAsync(lab, commandsOnly: true)).Result.ExitCode.ShouldBe(0);
    }

    private static async Task<(JobResult Result, IReadOnlyList<RunEvent> Events)> RunAsync(Lab lab, bool commandsOnly)
    {
        var events = new TestJob();
        var options = new JobOptions { Hosts = "ssh:h1,ssh:h2", SshConfig = lab.SshConfig, WorkingDirectory = TemporaryFolder.Make(), Sinks = [events] };
        var plan = Plan.Named("Greetings").Stream("full").Stream("bare", s => s with { CommandsOnly = commandsOnly });
        return (await Job.RunAsync([plan], _ => new Greetings(), options, Ct), events.Events);
    }

    private sealed class Greetings : ITestBody
    {
        public string Application => typeof(Greetings).Assembly.Location;

        public Task RunAsync(StreamSet streams, CancellationToken cancellationToken) => Task.WhenAll(streams.Select(s => s.Run("greet", "echo hello")));
    }
}
