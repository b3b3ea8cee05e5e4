using System.Globalization;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>A step of a plan that does something to background steps of other streams.</summary>
internal sealed class FaultStep(TestRun test, string party, Step step, StepAction.Fault fault, StepStop stop)
{
    private readonly Faults faults = new(test, party);
    private volatile string waitsFor = "";

    public async Task<NestedResult> ResultAsync()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Cut, stop.Asked);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        if (step.Timeout is { } time) limit.CancelAfter(time);
        try
        {
            var (streams, name) = await TargetsAsync(end.Token).ConfigureAwait(false);
            return Of(Outcome.Pass, string.Join(", ", await ActOnAllAsync(streams, name, limit).ConfigureAwait(false)));
        }
        catch (Exception e) when (e is OperationCanceledException or TestException { Code: "SL5010" } && stop.IsNoLongerNeeded)
        {
            return Of(Outcome.Pass, "");
        }
        catch (OperationCanceledException) when (stop.Cut.IsCancellationRequested)
        {
            return stop.Result(party);
        }
        catch (OperationCanceledException)
        {
            return Of(Outcome.Fail, string.Create(CultureInfo.InvariantCulture, $"took longer than the Timeout of its step, {step.Timeout!.Value.TotalSeconds:0.###} s{waitsFor}"));
        }
        catch (TestException e) when (e.Code == "SL5010")
        {
            return Of(Outcome.Aborted, $"cut off because {e.Message}");
        }
        catch (StreamLibException e)
        {
            return Of(e is HostException or SyncException { Error: SyncError.Closed } ? Outcome.Error : Outcome.Fail, e.Message);
        }
#pragma warning disable CA1031 // Whatever it is, it must end the step: the others wait for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Of(Outcome.Error, e.Message);
        }
    }

    private NestedResult Of(Outcome outcome, string message) => new() { Party = party, Outcome = outcome, Message = message };

    // What has failed for one of a role is told before the others are done, and ends these.
    private async Task<string[]> ActOnAllAsync(StreamRun[] streams, string name, CancellationTokenSource limit)
    {
        var all = streams.Select(stream => ActAsync(stream, name, limit.Token)).ToArray();
        await foreach (var one in Task.WhenEach(all).ConfigureAwait(false))
        {
            if (one.IsCompletedSuccessfully) continue;
            await limit.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await one.ConfigureAwait(false);
        }

        return await Task.WhenAll(all).ConfigureAwait(false);
    }

    private async Task<(StreamRun[] Streams, string Step)> TargetsAsync(CancellationToken cancellationToken)
    {
        if (fault.Target.Split('/') is not [{ Length: > 0 } role, { Length: > 0 } name])
            throw FaultErrors.NoTarget($"'{fault.Target}'", "write STREAM/STEP, or @KEY/STEP for the stream whose name the shared data hold.");
        var asked = fault.Target;
        if (role.StartsWith('@'))
        {
            var sync = await test.Scope.AsAsync(party).ConfigureAwait(false);
            var value = await sync.Get(role[1..], step.Timeout, cancellationToken).ConfigureAwait(false);
            (asked, role) = ($"{asked}, where {role[1..]} is '{value}'", value.Trim());
        }

        var streams = test.Streams.Where(s => s.Placed.IsMeantBy(role)).ToArray();
        return streams.Length > 0
            ? (streams, name)
            : throw FaultErrors.NoTarget(asked, $"{test.Plan.Name} has no stream {role}. It has: {string.Join(", ", test.Streams.Select(s => s.Name))}.");
    }

    // What is done to one that was lost by a failure that lets the others go on fails because of that.
    private async Task<string> ActAsync(StreamRun stream, string name, CancellationToken limit)
    {
        try
        {
            return await ActOnAsync(stream, name, limit).ConfigureAwait(false);
        }
        catch (TestException) when (test.Gates.Of(stream.Name, name) is { Because: { } culprit } gate)
        {
            test.StreamOf(party)?.Cause.CutBy(culprit);
            throw gate.Why!;
        }
    }

    private async Task<string> ActOnAsync(StreamRun stream, string name, CancellationToken limit)
    {
        var target = await TargetAsync(stream, name, limit).ConfigureAwait(false);
        waitsFor = $": {target.Party} did not {(fault.Kind == FaultKind.Start ? "get ready" : "end")} by then";
        switch (fault.Kind)
        {
            case FaultKind.Stop:
                await faults.StopAsync(target).WaitAsync(limit).ConfigureAwait(false);
                return $"stopped {target.Party}";
            case FaultKind.Kill:
                await faults.KillAsync(target).WaitAsync(limit).ConfigureAwait(false);
                return $"killed {target.Party}";
            case FaultKind.Signal:
                await faults.SignalAsync(target, fault.Signal).WaitAsync(limit).ConfigureAwait(false);
                return $"sent signal {SignalName.Parse(fault.Signal)} to {target.Party}";
            default:
                return $"started {(await faults.StartAsync(target, limit).ConfigureAwait(false)).Party}";
        }
    }

    // One that has not started yet is waited for, until it is ready.
    private async Task<StepRun> TargetAsync(StreamRun stream, string name, CancellationToken limit)
    {
        waitsFor = $": {stream.Name}/{name} was not ready by then";
        if (stream.Last(name) is null && stream.Placed.Declared.Steps.Any(s => s.Name == name))
            await test.Gates.Of(stream.Name, name).Ready.WaitAsync(limit).ConfigureAwait(false);
        var target = stream.Last(name) ?? throw FaultErrors.NoStep(stream, name);
        await target.Ready.WaitAsync(limit).ConfigureAwait(false);
        return target;
    }
}
