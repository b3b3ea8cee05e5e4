using System.Diagnostics;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Watches the host of a nested test whose host may go away, and opens it again.</summary>
/// <param name="test">The test.</param>
/// <param name="stream">The stream.</param>
/// <param name="step">Its step.</param>
/// <param name="stop">What ends it from outside.</param>
/// <param name="within">How long it may be away, from now.</param>
internal sealed class Away(TestRun test, StreamRun stream, Step step, StepStop stop, TimeSpan within)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.5);
    private readonly Host host = stream.Host;
    private readonly long started = Stopwatch.GetTimestamp();
    private TimeSpan? lostAfter;

    private TimeSpan Passed => Stopwatch.GetElapsedTime(started);

    private TimeSpan Left => within - Passed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Waits for the loss of the host after its command has ended: what restarts a machine ends before the machine does.</summary>
    /// <returns>Whether it was lost.</returns>
    public async Task<bool> GoesAsync()
    {
        var limit = test.Plan.Deadlines.HeartbeatLimit < Left ? test.Plan.Deadlines.HeartbeatLimit : Left;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(host.Lost, stop.Cut, stop.Asked);
        await Task.Delay(limit, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // One that fell silent meanwhile is not known to be lost yet.
        while (host.Silence > 2 * test.Plan.Deadlines.HeartbeatInterval && Left > TimeSpan.Zero && !either.IsCancellationRequested)
            await Task.Delay(s_look, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lostAfter ??= Passed;
        return host.Lost.IsCancellationRequested;
    }

    /// <summary>Whether the host is what was lost, of which a command may hear a moment before.</summary>
    public bool IsLost()
    {
        if (!host.Lost.IsCancellationRequested) return false;
        lostAfter ??= Passed;
        return true;
    }

    /// <summary>Opens the host again.</summary>
    /// <returns>A pass that says how long it was away, or why it is not back.</returns>
    public async Task<NestedResult> ReturnAsync(string party)
    {
        var gone = lostAfter ?? Passed;
        test.Job.Log(LogSource.Host, $"{host.Name} has gone away, as {party} may let it: {host.LostReason}", test: test.Plan.Name, stream: stream.Name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Cut, stop.Asked);
        limit.CancelAfter(Left);
        try
        {
            await stream.Shared.ReturnAsync(host, limit.Token).ConfigureAwait(false);
            return new() { Party = party, Outcome = Outcome.Pass, Message = $"its host went away after {SharedHost.Seconds(gone)} s and was back after {SharedHost.Seconds(Passed)} s" };
        }
        catch (OperationCanceledException) when (stop.Cut.IsCancellationRequested)
        {
            return stop.Result(party);
        }
        catch (OperationCanceledException) when (stop.IsAsked)
        {
            return NotAwaited.WhileItRan(stream, step, party) ?? new()
            {
                Party = party,
                Outcome = Outcome.Pass,
                Message = $"its host went away after {SharedHost.Seconds(gone)} s, and was away when its stream was stopped",
            };
        }
        catch (OperationCanceledException)
        {
            var why = stream.Shared.LastProblem is { Length: > 0 } problem ? $": {problem}" : "";
            return Lost(string.Create(CultureInfo.InvariantCulture, $"its host went away after {SharedHost.Seconds(gone)} s and did not come back within {within.TotalSeconds:0.###} s (expect: disconnect){why}"));
        }
        catch (HostException e)
        {
            return Lost($"its host went away and cannot be used any more: {e.Message}");
        }

        NestedResult Lost(string message) => new() { Party = party, Outcome = Outcome.Error, Message = message };
    }
}
