using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

internal sealed partial class StepRun
{
    private async Task BecomeReadyAsync(StepWatch watch, ImmutableSortedDictionary<string, int> ports)
    {
        if (step.Ready is { } written)
        {
            var gate = GatePorts.Resolve(written, ports);
            var saw = "";
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(test.Cause.Stop);
            limit.CancelAfter(test.Plan.Deadlines.ReadyTimeout);
            try
            {
                var seen = outputGate is { } output
                    ? output.Matched.WaitAsync(limit.Token)
                    : stream.Host.WaitUntilReadyAsync(gate, port: null, folder, why => saw = why, limit.Token);
                if (await Task.WhenAny(seen, Completion).ConfigureAwait(false) == Completion)
                {
                    await limit.CancelAsync().ConfigureAwait(false);
                    return;
                }

                await seen.ConfigureAwait(false);
            }
            catch (HostException e)
            {
                // It runs, but whether it is ready cannot be found out: that is not its fault.
                watch.Unasked = e.Message;
                await process!.StopAsync().ConfigureAwait(false);
                await Completion.ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                if (!test.Cause.Stop.IsCancellationRequested)
                {
                    watch.Awaited = await test.WaitsOfAsync(Party).ConfigureAwait(false);
                    watch.NeverReady = await WhyNotReadyAsync(written, gate, saw).ConfigureAwait(false);
                    await process!.StopAsync().ConfigureAwait(false);
                }

                await Completion.ConfigureAwait(false);
                return;
            }

            test.Job.Events.Send(new NestedReady { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Gate = gate.ToString()! });
        }

        Gate.SetReady();
        ready.TrySetResult();
    }

    private async Task<Func<string>> WhyNotReadyAsync(Readiness written, Readiness gate, string saw)
    {
        // A port that was chosen for this run would make another failure of it each time.
        var which = NamedPort.Of(step).Any(port => port.Choice.Number is null) ? written : gate;
        var limit = test.Plan.Deadlines.ReadyTimeout.TotalSeconds;
        var late = string.Create(CultureInfo.InvariantCulture, $"not ready ({which}) within the ReadyTimeout of {limit:0.###} s");
        if (gate is Readiness.Port { Number: { } number })
            late += await NotReady.OfPortAsync(stream.Host, process as HostProcess, number).ConfigureAwait(false);
        if (saw.Length > 0) late += $" ({saw})";
        if (outputGate is not { } output) return () => late;
        late += output.Hint();
        // It is asked to end now, and what it has kept back comes out.
        return () => output.Matched.IsCompleted ? $"{late}; what it was to print came only when it was stopped" : late;
    }
}
