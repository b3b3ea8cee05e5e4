using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Runs the steps that a plan declares: the streams at the same time, the steps of each in order.</summary>
internal sealed class DeclaredBody : ITestBody
{
    public bool TakesStreamsAsTheyOpen => true;

    public Task RunAsync(StreamSet streams, CancellationToken cancellationToken)
    {
        streams.Seal();
        return Task.WhenAll(streams.Select(RunAsync));
    }

    private static async Task RunAsync(StreamHandle stream)
    {
        if (!await stream.Run.BeginAsync().ConfigureAwait(false)) return;
        foreach (var step in stream.Run.Placed.Declared.Steps)
        {
            var run = await stream.Run.StartAsync(step).ConfigureAwait(false);
            if (step.Background) continue;
            var result = await run.Completion.ConfigureAwait(false);
            if (!result.Outcome.LetsGoOn()) break;
        }

        stream.Run.EndsHere();
        await stream.Run.StopBackgroundAsync().ConfigureAwait(false);
    }
}
