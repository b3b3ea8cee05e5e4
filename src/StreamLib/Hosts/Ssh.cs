using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>What is known of the OpenSSH client.</summary>
internal static class Ssh
{
    private static readonly string[] s_hostKey = ["Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED", "No matching host key", "no matching host key"];

    private static readonly string[] s_aboutTheKey =
    [
        "HAS CHANGED", "fingerprint", "SHA256:", "Offending", "host key is known", "host key found", "host key type found", "host key verification failed", "Host key verification failed",
    ];

    private static readonly string[] s_denied = ["Permission denied", "Too many authentication failures", "No supported authentication methods"];

    private static readonly string[] s_mayPass =
    [
        "Connection refused", "Connection timed out", "Operation timed out", "Connection reset", "Connection closed", "No route to host", "Network is unreachable",
        "Temporary failure in name resolution", "timed out", "not responding", "Broken pipe",
    ];

    private static readonly string[] s_cannot =
    [
        "Could not resolve hostname", "Bad configuration option", "Can't open user config file", "Bad owner or permissions", "no matching", "Unable to negotiate", "terminating,",
    ];

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
        var (_, output, _) = await LocalProcess.RunAsync(host, ["ssh", "-G", .. config is null ? ImmutableArray<string>.Empty : ["-F", config], .. Destination(hop)], cancellationToken).ConfigureAwait(false);
        return output.Split('\n').FirstOrDefault(line => line.StartsWith("hostname ", StringComparison.Ordinal))?["hostname ".Length..].Trim();
    }

    /// <summary>What a connection that did not come about means.</summary>
    public static HostException Failure(HostSpec host, string words)
    {
        if (Any(words, s_hostKey))
            return HostErrors.HostKey(host, AboutTheKey(words));
        if (Any(words, s_denied))
            return HostErrors.Denied(host, words);
        if (Any(words, s_mayPass))
            return HostErrors.Unreachable(host, words);
        return Any(words, s_cannot) ? HostErrors.Unreachable(host, words, mayPass: false) : HostErrors.NoShell(host, words);
    }

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

    // The banner of a key that has changed has ten lines more, which are in the log.
    private static string AboutTheKey(string words)
    {
        var told = string.Join("; ", words.Split("; ").Where(line => Any(line, s_aboutTheKey)));
        return told.Length > 0 ? told.Replace(" is; SHA256:", " is SHA256:", StringComparison.Ordinal) : words;
    }

    private static bool Any(string words, string[] texts) => texts.Any(t => words.Contains(t, StringComparison.Ordinal));
}
