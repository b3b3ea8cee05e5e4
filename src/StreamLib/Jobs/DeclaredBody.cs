using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Runs the steps that a plan declares: the streams at the same time, the steps of each in order.</summary>
internal sealed class DeclaredBody : ITestBody
{
    public bool TakesStreamsAsTheyOpen => true;

    public async Task RunAsync(StreamSet streams, CancellationToken cancellationToken)
    {
        streams.Seal();
        await RunAsync([.. streams.Select(s => s.Run)], Task.CompletedTask).ConfigureAwait(false);
    }

    /// <summary>Runs the declared steps of the streams that have some, beside a test in C# that runs others.</summary>
    public static Task BesideAsync(StreamSet streams, Task code) => RunAsync([.. streams.Select(s => s.Run).Where(s => !s.Placed.Declared.Steps.IsEmpty)], code);

    private static async Task RunAsync(StreamRun[] streams, Task code)
    {
        foreach (var stream in streams) stream.Running = RunAsync(stream);
        // An exception of the code is not to wait for the others: it ends them.
        var others = Task.WhenAll(streams.Where(s => !s.Placed.Declared.Background).Select(s => s.Worked));
        if (await Task.WhenAny(code, others).ConfigureAwait(false) == code) await code.ConfigureAwait(false);
        await Task.WhenAll(code, others).ConfigureAwait(false);
        // All are told before the first is stopped: one may see the end of another.
        StreamRun[] background = [.. streams.Where(s => s.Placed.Declared.Background)];
        foreach (var stream in background) stream.AskToEnd();
        await Task.WhenAll(background.Select(stream => stream.EndWorkAsync())).ConfigureAwait(false);
        await Task.WhenAll(streams.Select(s => s.Running)).ConfigureAwait(false);
    }

    private static async Task RunAsync(StreamRun stream)
    {
        try
        {
            if (!await stream.BeginAsync().ConfigureAwait(false)) return;
            await WorkAsync(stream).ConfigureAwait(false);
            stream.EndsHere();
        }
        finally
        {
            stream.HasWorked();
        }

        // What it has in the background lasts as long as the others work.
        if (stream.Placed.Declared.Background) await stream.AskedToEndAsync().ConfigureAwait(false);
        await stream.StopBackgroundAsync().ConfigureAwait(false);
    }

    private static async Task WorkAsync(StreamRun stream)
    {
        foreach (var step in stream.Placed.Declared.Steps)
        {
            if (stream.Cause.Text is not null || stream.IsAskedToEnd) return;
            var run = await stream.StartAsync(step).ConfigureAwait(false);
            if (step.Background) continue;
            var result = await run.Completion.ConfigureAwait(false);
            if (!result.Outcome.LetsGoOn()) return;
        }
    }
}
