using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>The sweeps of one host. What they ask at the same time is one request: many streams end at the same time and have mostly left nothing, and one look then answers all.</summary>
internal sealed class Sweeps(Keeper keeper, string marks)
{
    // Between what is said of one and of the next; no line of a sweep begins with it.
    private const string Next = "@next@";

    private readonly Lock gate = new();
    private List<Question> waiting = [];
    private bool asking;

    /// <summary>Ends the processes of all marks whose paths start with <paramref name="path"/>.</summary>
    /// <param name="path">The start of the paths.</param>
    /// <param name="signal">What they are sent first; empty for nothing.</param>
    /// <param name="grace">From then until KILL.</param>
    /// <param name="cancellationToken">Gives up waiting; the sweep goes on.</param>
    public Task<SweepReport> SweepAsync(string path, string signal, TimeSpan grace, CancellationToken cancellationToken) =>
        new Sweep(path, AskAsync).RunAsync(signal, grace).WaitAsync(cancellationToken);

    private Task<string> AskAsync(string line, bool looks)
    {
        var question = new Question(line, looks, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            waiting.Add(question);
            if (!asking)
            {
                // First: where the host is lost, all is over before the call returns.
                asking = true;
                _ = AskAllAsync();
            }
        }

        return question.Answer.Task;
    }

    private async Task AskAllAsync()
    {
        while (true)
        {
            List<Question> now;
            lock (gate)
            {
                (now, waiting) = (waiting, []);
                if (now.Count == 0)
                {
                    asking = false;
                    return;
                }
            }

            // Where one waits for processes to end, something is left.
            if (now.Count > 1 && now.TrueForAll(one => one.Looks) && await IsEmptyAsync().ConfigureAwait(false))
                now.ForEach(one => one.Answer.SetResult(""));
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

    // All at the same time, each into a file of its own.
    private async Task AnswerAsync(List<Question> all)
    {
        try
        {
            var text = await keeper.RequestAsync(all is [var only] ? only.Line : Script(all), CancellationToken.None).ConfigureAwait(false);
            var parts = text.Split(Next);
            for (var i = 0; i < all.Count; i++) all[i].Answer.SetResult(parts.ElementAtOrDefault(i)?.Trim('\n') ?? "");
        }
#pragma warning disable CA1031 // Whatever it is, it is the callers'; those who come later are to be answered too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var one in all) one.Answer.TrySetException(e);
        }
    }

    private string Script(List<Question> all)
    {
        var script = new StringBuilder();
        for (var i = 0; i < all.Count; i++) script.Append(CultureInfo.InvariantCulture, $"{{ {all[i].Line}; }} >{marks}.swept{i} &\n");
        return script.Append(CultureInfo.InvariantCulture, $"wait\n_sl_n=0\nwhile [ $_sl_n -lt {all.Count} ]; do cat {marks}.swept$_sl_n; rm {marks}.swept$_sl_n; echo {Next}; _sl_n=$((_sl_n+1)); done").ToString();
    }

    private sealed record Question(string Line, bool Looks, TaskCompletionSource<string> Answer);
}
