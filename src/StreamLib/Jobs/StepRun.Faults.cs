using System.Collections.Immutable;
using System.Diagnostics;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

internal sealed partial class StepRun
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableList<AskedEnd> asked = [];
    private volatile bool isCause;

    /// <summary>Its test.</summary>
    public TestRun Test => test;

    /// <summary>Its stream.</summary>
    public StreamRun Stream => stream;

    /// <summary>The number in its stream and its name, as in <c>1-service</c>, and <c>1-service.2</c> when it was started again.</summary>
    public string Id => id;

    /// <summary>The <see cref="Id"/> under which it was started first.</summary>
    public string Origin { get => field ?? id; init; }

    /// <summary>The ports that it had when it ran before; none when it is started first.</summary>
    public ImmutableSortedDictionary<string, int> KeptPorts { get; init; } = s_noPorts;

    /// <summary>The ports that it listens on by their names; the one without a name has an empty one.</summary>
    public ImmutableSortedDictionary<string, int> Ports { get; private set; } = s_noPorts;

    /// <summary>Completes when it is ready for those who need it, or has ended; never faults.</summary>
    public Task Ready => ready.Task;

    /// <summary>Whether somebody has asked it to end.</summary>
    public bool IsAskedToEnd => stop.IsAsked || Volatile.Read(ref asked).Exists(a => a.Ends);

    /// <summary>Whether it will have ended soon: not only because of a signal, which it may catch.</summary>
    public bool IsBeingEnded => stop.IsAsked || Volatile.Read(ref asked).Exists(a => a.Kind is FaultKind.Stop or FaultKind.Kill || a.Signal == "KILL");

    /// <summary>Whether it ended because somebody had asked it to.</summary>
    public NestedResult? AskedFor(CommandResult end) => AskedEnd.Judge(Volatile.Read(ref asked), Party, end, test.Plan.Deadlines.Grace);

    /// <summary>Ends it on purpose, and waits until it has ended.</summary>
    public async Task<NestedResult> EndAsync(AskedEnd why)
    {
        ImmutableInterlocked.Update(ref asked, all => all.Add(why));
        GoesOnPurpose($"was {(why.Kind == FaultKind.Kill ? "killed" : "stopped")} by {why.By}");
        if (process is { } running) await (why.Kind == FaultKind.Kill ? running.KillAsync() : running.StopAsync()).ConfigureAwait(false);
        return await Completion.ConfigureAwait(false);
    }

    /// <summary>Takes its failure as known although it still runs: it has given up, and others end because of that. What is expected of
    /// it stays so.</summary>
    public void GivesUp(string reason)
    {
        var failed = Expected.Of(step, new NestedResult { Party = Party, Outcome = Outcome.Fail, Message = OutcomeJudge.GaveUp(reason) });
        if (failed.Outcome.IsFailure() && stream.Cause.Set(id, failed.Outcome, failed.Message)) isCause = true;
    }

    private async Task FinishAsync(StepWatch watch)
    {
        NestedResult result;
        try
        {
            result = await watch.ResultAsync().ConfigureAwait(false);
            if (watch.Awaited.Length > 0 && result.Outcome.IsFailure())
                result = result with { Message = $"{result.Message}; {watch.Awaited}" };
            // First: who waits for this stream at a barrier is to wait for what is started again.
            if (!stop.IsAsked && IsAskedToEnd && result.Outcome.LetsGoOn() && test.Gates.MayBeStartedAgain(stream.Name, step.Name))
                await stream.ExpectAgainAsync(this).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it must end the step: the others wait for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = new NestedResult { Party = Party, Outcome = Outcome.Error, Message = e.Message };
        }

        Finish(result);
    }

    /// <summary>When it was stopped or had ended as it may, and how; <c>null</c> while it runs, and where it failed.</summary>
    public Departure? Gone { get; private set; }

    // The first that is known of it is why.
    private void GoesOnPurpose(string how)
    {
        if (!Completion.IsCompleted) Gone ??= new(Stopwatch.GetTimestamp(), how);
    }

    /// <summary>Sends it a signal.</summary>
    /// <returns>Whether it was there to be sent one.</returns>
    /// <exception cref="CommandException">The signal could not be sent.</exception>
    public async Task<bool> SignalAsync(AskedEnd why)
    {
        ImmutableInterlocked.Update(ref asked, all => all.Add(why));
        return process is { } running && await running.SignalAsync(why.Signal).ConfigureAwait(false);
    }
}
