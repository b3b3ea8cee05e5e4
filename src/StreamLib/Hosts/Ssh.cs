using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>What is known of the OpenSSH client.</summary>
internal static class Ssh
{
    /// <summary>What ssh takes as its destination: a name, user@name, ssh://user@name:port; an IPv6 address, which ssh knows in no URL, with its port as an option.</summary>
    public static ImmutableArray<string> Destination(HostHop hop)
    {
        if (!hop.Spec.StartsWith("//", StringComparison.Ordinal)) return [hop.Spec];
        if (!hop.Spec.Contains('[', StringComparison.Ordinal)) return [$"ssh:{hop.Spec}"];
        var words = hop.Spec["//".Length..].TrimEnd('/').Split('[', ']');
        return words is [var user, var address, var port] ? [.. port.Length > 1 ? ["-p", port[1..]] : ImmutableArray<string>.Empty, user + address] : [$"ssh:{hop.Spec}"];
    }

    /// <summary>A line that the login shell of the other side replaces itself by. Even tcsh and fish read it so.</summary>
    public static string Line(ImmutableArray<string> words) => $"exec {ShellQuote.Line(words)}";

    /// <summary>Nothing is ever asked, unless the user has given a program that answers.</summary>
    public static ImmutableArray<string> NeverAsk(HostSpec host) =>
        string.IsNullOrEmpty(host.Environment is { } given ? given.GetValueOrDefault("SSH_ASKPASS") : Environment.GetEnvironmentVariable("SSH_ASKPASS")) ? ["-o", "BatchMode=yes"] : ["-o", "NumberOfPasswordPrompts=1"];

    /// <summary>What ssh calls the host name of the first machine on the way that it leads to; <c>null</c> where it leads to none. It only reads its configuration.</summary>
    public static async Task<string?> HostNameAsync(HostSpec host, string? config, CancellationToken cancellationToken)
    {
        if (host.Way.FirstOrDefault(hop => hop.Kind == "ssh") is not { } hop) return null;
        var (_, output, _) = await LocalProcess.RunAsync(host, Settings(config, Destination(hop)), cancellationToken).ConfigureAwait(false);
        return output.Split('\n').FirstOrDefault(line => line.StartsWith("hostname ", StringComparison.Ordinal))?["hostname ".Length..].Trim();
    }

    /// <summary>The command line that prints what the client makes of its configuration for a destination. It connects nowhere.</summary>
    /// <param name="config">A configuration file instead of the user's own.</param>
    /// <param name="destination">The destination.</param>
    public static ImmutableArray<string> Settings(string? config, ImmutableArray<string> destination) =>
    [
        // Some settings are refused without a command, others with one.
        "ssh", "-G", .. config is null ? ImmutableArray<string>.Empty : ["-F", config], "-o", "RemoteCommand=none", .. destination, "true",
    ];

    /// <summary>The lines of ssh, or of another launcher, that say what happened.</summary>
    public static string Words(string error, string fallback)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(l => !l.StartsWith("@@@", StringComparison.Ordinal) && !l.StartsWith("Warning: Permanently added", StringComparison.Ordinal)
                && !l.EndsWith("lacks support for cpu binding", StringComparison.Ordinal))
            .TakeLast(16)
            .Select(l => l.Trim('@', ' ').TrimEnd('.'));
        var words = string.Join("; ", lines.Distinct());
        return words.Length > 0 ? words : fallback;
    }
}
