using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Jobs;

internal sealed partial class StepRun
{
    private async Task BecomeReadyAsync(StepWatch watch, ImmutableSortedDictionary<string, int> ports)
    {
        if (step.Ready is { } written)
        {
            var gate = GatePorts.Resolve(written, ports);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(test.Cause.Stop);
            limit.CancelAfter(test.Plan.Deadlines.ReadyTimeout);
            try
            {
                var seen = gate is Readiness.Output
                    ? outputMatched.Task.WaitAsync(limit.Token)
                    : stream.Host.WaitUntilReadyAsync(gate, port: null, folder, limit.Token);
                if (await Task.WhenAny(seen, Completion).ConfigureAwait(false) == Completion)
                {
                    await limit.CancelAsync().ConfigureAwait(false);
                    return;
                }

                await seen.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                if (!test.Cause.Stop.IsCancellationRequested)
                {
                    watch.NeverReady = string.Create(CultureInfo.InvariantCulture,
                        $"not ready ({gate}) within the ReadyTimeout of {test.Plan.Deadlines.ReadyTimeout.TotalSeconds:0.###} s");
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

    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
