using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    private const int ClockLooks = 5;

    // As many as sshd allows where nothing else is set.
    private const int UsualSessions = 10;

    /// <summary>Looks at all that a job may need of the host, and at what earlier jobs have left there.</summary>
    /// <param name="clean">Whether that is removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">The host was lost, or cannot be used.</exception>
    internal async Task<HostCheck> CheckAsync(bool clean, CancellationToken cancellationToken)
    {
        var check = new HostCheck { Host = Spec, Address = Address, Facts = Facts };
        // Before anything else holds a session.
        check = check with { Sessions = await _way.CountSessionsAsync(UsualSessions, cancellationToken).ConfigureAwait(false) };
        check = check with { Clock = await ClockAsync(cancellationToken).ConfigureAwait(false) };
        check = check with { Runtime = await RuntimeTextAsync(cancellationToken).ConfigureAwait(false) };
        check = check with { Sync = await WayBackAsync(cancellationToken).ConfigureAwait(false) };
        var script = Scripts.Assign(("_sl_clean", clean ? "yes" : "")) + Scripts.Check;
        var text = await _keeper.RequestLongAsync(script, cancellationToken).ConfigureAwait(false);
        return HostCheckText.Read(check, text);
    }

    private async Task<string> RuntimeTextAsync(CancellationToken cancellationToken)
    {
        var there = await RuntimeAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Facts.DotNet is { } dotnet)
        {
            var versions = there.Frameworks is { IsEmpty: false } all ? string.Join(", ", all.Where(f => f.Name == "Microsoft.NETCore.App").Select(f => f.Version)) : "unknown version";
            return $"{versions} ({dotnet})";
        }

        if (SharesFiles) return OwnRuntime.Muxer is { } own ? $"that of this process ({own})" : "none";
        var here = await OwnRuntime.ProbeAsync(cancellationToken).ConfigureAwait(false);
        return OwnRuntime.Muxer is null ? "none; this machine has none to ship" : here.WhyNotOn(there) is { } why ? $"none; that of this machine does not run there: {why}" : "none; shipped when needed";
    }

    // A socket that listens here is all that a tunnel needs; nothing is sent through it.
    private async Task<string> WayBackAsync(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (address, _) = await ReachBackAsync((IPEndPoint)listener.LocalEndpoint, cancellationToken).ConfigureAwait(false);
        return SharesFiles ? "local" : address.StartsWith("fifo:", StringComparison.Ordinal) ? "fifos" : "tunnel";
    }

    // Of several looks the shortest counts: its clock was read some time in it.
    private async Task<(TimeSpan Offset, TimeSpan Uncertainty)?> ClockAsync(CancellationToken cancellationToken)
    {
        (TimeSpan Offset, TimeSpan Uncertainty)? best = null;
        for (var look = 0; look < ClockLooks; look++)
        {
            var (before, since) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
            var text = await _keeper.RequestAsync("date +%s.%N", cancellationToken).ConfigureAwait(false);
            var half = Stopwatch.GetElapsedTime(since) / 2;
            var words = text.Trim().Split('.');
            if (!long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return null;
            // busybox knows no part of a second.
            var isFine = words.Length > 1 && words[1].Length == 9 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
            var theirs = DateTimeOffset.FromUnixTimeSeconds(seconds) + (isFine ? TimeSpan.FromTicks(long.Parse(words[1], CultureInfo.InvariantCulture) / 100) : TimeSpan.FromSeconds(0.5));
            var found = (Offset: theirs - (before + half), Uncertainty: half + (isFine ? TimeSpan.Zero : TimeSpan.FromSeconds(0.5)));
            if (best is null || found.Uncertainty < best.Value.Uncertainty) best = found;
        }

        return best;
    }
}
