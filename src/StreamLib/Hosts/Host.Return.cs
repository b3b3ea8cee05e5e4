using System.Globalization;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    // Which process there works for this controller, and since when: the same number may be another one's after a restart.
    private string Worker => Fact("self");

    /// <summary>Waits until what an earlier connection to the same host has left is cleared up there: the host does that by itself when it notices that it was cut off. Where it was started
    /// anew meanwhile nobody does, and what was to be undone then is left to this connection.</summary>
    /// <returns>What was done; empty when there was nothing.</returns>
    /// <exception cref="HostException">The host was lost again.</exception>
    internal async Task<string> SettleAfterAsync(Host earlier, CancellationToken cancellationToken)
    {
        if (SharesFiles || earlier.Worker.Split(' ') is not [var pid, var start])
            return "";

        var folder = ShellQuote.Word(earlier.Folder);
        for (var pause = s_firstLook; ; pause = pause * 1.5 < s_longestLook ? pause * 1.5 : s_longestLook)
        {
            var state = await _keeper.RequestAsync($"if [ ! -d {folder} ]; then echo gone; elif [ \"$(_sl_start_of {pid})\" = {start} ]; then echo clearing; else echo left; fi", cancellationToken).ConfigureAwait(false);
            if (state == "gone")
                return "";
            if (state == "left")
                break;
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }

        return await _keeper.RequestAsync(
            string.Create(CultureInfo.InvariantCulture, $"n=0; for f in {folder}/ends/*; do [ -f \"$f\" ] || continue; n=$((n+1)); cp \"$f\" {Ends}/$(printf %06d $n); done; rm -rf -- {folder}; [ $n = 0 ] || echo \"it was started anew: $n commands that undo changes are left to the end\""),
            cancellationToken).ConfigureAwait(false);
    }
}
