using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibEndings;

/// <summary>A test that would leave much behind: daemons of all kinds, and changes that are to be undone.</summary>
public sealed class LeavingTest : MultiStreamTest
{
    /// <summary>What it says when all that it would leave behind is there.</summary>
    public const string Up = "all daemons are up";

    // Each gets rid of another trace of where it comes from; one does not end when it is asked to.
    private const string Daemons = $"""
        setsid setsid sleep 4001 </dev/null >/dev/null 2>&1 9<&- &
        (setsid env -i sleep 4002 </dev/null >/dev/null 2>&1 &)
        (trap '' TERM; exec setsid sleep 4003) &
        mkfifo "$STREAMLIB_OUTPUT/fifo"
        redis-server --port 6399 --daemonize yes --dir /tmp --save '' >/dev/null
        until redis-cli -p 6399 ping >/dev/null; do sleep 0.1; done
        echo {Up}
        wait
        """;

    /// <summary>The command line of its foreground step.</summary>
    public required string Work { get; init; }

    /// <summary>What undoes that step; nothing by default.</summary>
    public string? Undo { get; init; }

    /// <summary>Its deadlines; all are short.</summary>
    public Deadlines Deadlines { get; init; } = Deadlines.Default with { Grace = TimeSpan.FromSeconds(1) };

    protected override Plan Streams(Plan plan) => plan.Stream("one") with { Deadlines = Deadlines };

    protected override async Task Test(StreamSet streams)
    {
        var one = streams["one"];
        await one.Host.OnEnd("echo OnEnd >>$HOME/trace");
        await one.StartAsync(new Step { Name = "daemons", Action = new StepAction.Command(Daemons), Ready = new Readiness.Output(Up), Cleanup = "echo cleanup >>$HOME/trace" });
        await one.RunAsync(new Step { Name = "work", Action = new StepAction.Command(Work), Cleanup = Undo });
        await one.RunAsync(new Step { Name = "after", Action = new StepAction.Command("true") });
    }
}
