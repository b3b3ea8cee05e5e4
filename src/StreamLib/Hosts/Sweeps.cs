using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>The sweeps of one host, one after another. Many streams end at the same time and have mostly left nothing: one look then answers all that wait.</summary>
internal sealed class Sweeps(Keeper keeper, string marks)
{
    // Between what is said of one and of the next; no line of a sweep begins with it.
    private const string Next = "@next@";

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
            if (!sweeping)
            {
                // First: where the host is lost, all is over before the call returns.
                sweeping = true;
                _ = SweepAllAsync();
            }
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

            if (now.Count > 1 && await IsEmptyAsync().ConfigureAwait(false))
                now.ForEach(one => one.Report.SetResult(SweepReport.Empty));
            else
                await AnswerAsync(now).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsEmptyAsync()
    {
        try
        {
            return await keeper.RequestAsync($"_sl_members {marks}/", CancellationToken.None).ConfigureAwait(false) is "";
        }
        catch (Exception e) when (e is HostException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    // All at the same time, each into a file of its own: the grace of one is that of the others.
    private async Task AnswerAsync(List<Wanted> all)
    {
        try
        {
            var text = await keeper.RequestAsync(all is [var only] ? Line(only) : Script(all), CancellationToken.None).ConfigureAwait(false);
            var parts = text.Split(Next);
            for (var i = 0; i < all.Count; i++) all[i].Report.SetResult(SweepReport.Parse(parts.ElementAtOrDefault(i) ?? ""));
        }
#pragma warning disable CA1031 // Whatever it is, it is the callers'; those who come later are to be answered too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var one in all) one.Report.TrySetException(e);
        }
    }

    private string Script(List<Wanted> all)
    {
        var script = new StringBuilder();
        for (var i = 0; i < all.Count; i++) script.Append(CultureInfo.InvariantCulture, $"{Line(all[i])} >{marks}.swept{i} &\n");
        return script.Append(CultureInfo.InvariantCulture, $"wait\n_sl_n=0\nwhile [ $_sl_n -lt {all.Count} ]; do cat {marks}.swept$_sl_n; rm {marks}.swept$_sl_n; echo {Next}; _sl_n=$((_sl_n+1)); done").ToString();
    }

    private static string Line(Wanted one) =>
        string.Create(CultureInfo.InvariantCulture, $"_sl_sweep {ShellQuote.Word(one.Path)} '{one.Signal}' {(long)Math.Ceiling(one.Grace.TotalSeconds)}");

    private sealed record Wanted(string Path, string Signal, TimeSpan Grace, TaskCompletionSource<SweepReport> Report);
}
