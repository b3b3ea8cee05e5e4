using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>One sweep, in the rounds of <c>_sl_sweep</c>. The host is asked only for what it can tell at once, and the waiting is done here: so nobody waits behind the grace of another.</summary>
/// <param name="path">The start of the paths of the marks.</param>
/// <param name="ask">Runs a line there. Whether it looks for processes goes with it; where it does, nothing is said when there are none.</param>
internal sealed class Sweep(string path, Func<string, bool, Task<string>> ask)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan s_afterKill = TimeSpan.FromSeconds(2);

    private readonly StringBuilder report = new();
    private string told = " ";
    private string left = "";
    private string denied = "";

    /// <summary>Ends the processes of the marks.</summary>
    /// <param name="signal">What they are sent first; empty for nothing.</param>
    /// <param name="grace">From then until KILL.</param>
    public async Task<SweepReport> RunAsync(string signal, TimeSpan grace)
    {
        for (var round = 0; round < 3 && await IsAnyAsync(signal).ConfigureAwait(false); round++)
        {
            await AwaitAsync(grace).ConfigureAwait(false);
            if (left.Length > 0) await AskAsync($"_sl_force {left}; {Still(left)}").ConfigureAwait(false);
            await AwaitAsync(s_afterKill).ConfigureAwait(false);
            // What was started meanwhile gets no grace.
            signal = "KILL";
        }

        if (denied.Length > 0)
        {
            await AskAsync(Still(denied)).ConfigureAwait(false);
            foreach (var process in left.Split(' ', StringSplitOptions.RemoveEmptyEntries)) report.Append(CultureInfo.InvariantCulture, $"denied {process}\n");
        }

        return SweepReport.Parse(report.ToString());
    }

    private static string Still(string processes) => $"_sl_still {processes}; echo left $_sl_left";

    private async Task<bool> IsAnyAsync(string signal)
    {
        var look = $"_sl_told='{told}' _sl_denied='{denied}'; ! _sl_find {ShellQuote.Word(path)} '{signal}' || {{ echo told \"$_sl_told\"; echo denied $_sl_denied; {Still("$_sl_left")}; }}";
        return await AskAsync(look, looks: true).ConfigureAwait(false);
    }

    private async Task AwaitAsync(TimeSpan time)
    {
        for (var began = Stopwatch.GetTimestamp(); left.Length > 0 && Stopwatch.GetElapsedTime(began) < time;)
        {
            await Task.Delay(s_pause).ConfigureAwait(false);
            await AskAsync(Still(left)).ConfigureAwait(false);
        }
    }

    private async Task<bool> AskAsync(string line, bool looks = false)
    {
        var answer = await ask(line, looks).ConfigureAwait(false);
        left = "";
        foreach (var said in answer.Split('\n'))
        {
            var words = said.Split(' ', 2);
            var rest = words.ElementAtOrDefault(1)?.Trim() ?? "";
            switch (words[0])
            {
                case "told": told = $" {rest} "; break;
                case "denied": denied = rest.Length == 0 ? "" : $" {rest}"; break;
                case "left": left = rest; break;
                default: report.Append(said).Append('\n'); break;
            }
        }

        return answer.Length > 0;
    }
}
