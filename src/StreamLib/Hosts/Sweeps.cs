using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>The sweeps of one host, one after another. Many streams end at the same time and have mostly left nothing: one look then answers all that wait.</summary>
internal sealed class Sweeps(Keeper keeper, string marks)
{
    private readonly Lock gate = new();
    private List<Wanted> waiting = [];
    private bool sweeping;

    /// <summary>Ends the processes of all marks whose paths start with <paramref name="path"/>.</summary>
    /// <param name="path">The start of the paths.</param>
    /// <param name="signal">What they are sent first; empty for nothing.</param>
    /// <param name="grace">From then until KILL.</param>
    /// <param name="cancellationToken">Gives up waiting; the sweep goes on.</param>
    public Task<SweepReport> SweepAsync(string path, string signal, TimeSpan grace, CancellationToken cancellationToken)
    {
        var wanted = new Wanted(path, signal, grace, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            waiting.Add(wanted);
            if (!sweeping) (sweeping, _) = (true, SweepAllAsync());
        }

        return wanted.Report.Task.WaitAsync(cancellationToken);
    }

    private async Task SweepAllAsync()
    {
        while (true)
        {
            List<Wanted> now;
            lock (gate)
            {
                (now, waiting) = (waiting, []);
                if (now.Count == 0)
                {
                    sweeping = false;
                    return;
                }
            }

            var nothing = now.Count > 1 && await IsEmptyAsync().ConfigureAwait(false);
            foreach (var one in now) await AnswerAsync(one, nothing).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsEmptyAsync()
    {
        try
        {
            return await keeper.RequestAsync($"_sl_members {marks}/", CancellationToken.None).ConfigureAwait(false) is "";
        }
        catch (HostException)
        {
            return false;
        }
    }

    private async Task AnswerAsync(Wanted one, bool nothing)
    {
        try
        {
            one.Report.SetResult(nothing ? SweepReport.Empty : SweepReport.Parse(await keeper.RequestAsync(
                string.Create(CultureInfo.InvariantCulture, $"_sl_sweep {ShellQuote.Word(one.Path)} '{one.Signal}' {(long)Math.Ceiling(one.Grace.TotalSeconds)}"),
                CancellationToken.None).ConfigureAwait(false)));
        }
        catch (HostException e)
        {
            one.Report.SetException(e);
        }
    }

    private sealed record Wanted(string Path, string Signal, TimeSpan Grace, TaskCompletionSource<SweepReport> Report);
}
