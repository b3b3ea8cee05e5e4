using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>What the reports of an ssh client mean. Only lines of the client itself count: a banner can hold any words.</summary>
internal static partial class SshFailure
{
    private static readonly string[] s_hostKey =
    [
        "Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED", "No matching host key", "no matching host key",
    ];

    private static readonly string[] s_aboutTheKey =
    [
        "HAS CHANGED", "fingerprint", "SHA256:", "Offending", "host key is known", "host key found", "host key type found",
        "host key verification failed", "Host key verification failed",
    ];

    private static readonly string[] s_denied =
    [
        "Permission denied", "Too many authentication failures", "No supported authentication methods",
    ];

    private static readonly string[] s_canPass =
    [
        "Connection refused", "Connection timed out", "Operation timed out", "Connection reset", "Connection closed",
        "closed by remote host", "No route to host", "Network is unreachable", "Temporary failure in name resolution", "timed out",
        "not responding", "Broken pipe",
    ];

    private static readonly string[] s_cannot = ["Could not resolve hostname", "no matching", "Unable to negotiate"];

    private static readonly string[] s_onThisMachine =
    [
        "No user exists for uid", "Bad configuration option", "bad configuration option", "Can't open user config file",
        "Bad owner or permissions", "terminating,", "Unsupported option", "keyword ", "command-line: line", "unix_listener:", "ControlPath",
        "Couldn't open logfile",
        "no argument after keyword", "extra arguments at end of line",
    ];

    /// <summary>The error of a connection that did not come about.</summary>
    /// <param name="host">The host.</param>
    /// <param name="reported">What the client reported of itself.</param>
    /// <param name="printed">What else was printed: banners, login shells, the clients of jump hosts.</param>
    public static HostException Of(HostSpec host, string reported, string printed)
    {
        // The client of a jump host shares the standard error of this one, which only sees that the way to its host has closed.
        var own = IsVague(reported) && OwnLines(printed) is { Length: > 0 } ofTheJump ? ofTheJump : reported;
        var words = Ssh.Words(own, "");
        if (words.Length == 0)
            return HostErrors.NoShell(host, Ssh.Words(printed, "it ended without a word"));
        var judged = WithoutServerText().Replace(own, "$1");
        if (Any(judged, s_onThisMachine))
            return HostErrors.LocalSsh(host, words);
        if (Any(judged, s_hostKey))
            return HostErrors.HostKey(host, AboutTheKey(words));
        if (Any(judged, s_denied))
            return HostErrors.Denied(host, words);
        if (SessionRefused().IsMatch(own) && !own.Contains("stdio forwarding failed", StringComparison.Ordinal))
            return HostErrors.Session(host, words);
        if (Any(judged, s_canPass))
            return HostErrors.Unreachable(host, words);
        return Any(judged, s_cannot)
            ? HostErrors.Unreachable(host, words, mayPass: false)
            : HostErrors.NoShell(host, Ssh.Words($"{own}\n{printed}", words));
    }

    /// <summary>The last lines of a text that have the form of a report of ssh itself: what it ended with. A banner, which may have that
    /// form as well, comes before them; none comes before the key of the host was accepted.</summary>
    public static string OwnLines(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => OwnLine().IsMatch(line))];
        return lines switch
        {
            [.., "Host key verification failed."] => string.Join('\n', lines),
            [.., var why, "stdio forwarding failed"] => $"{why}\nstdio forwarding failed",
            [.., var last] => last,
            [] => "",
        };
    }

    // As soon as the client of a jump host has ended, that of the host behind it reports this, and nothing else.
    private static bool IsVague(string reported) => reported.Length > 0
        && reported.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(VagueLine().IsMatch);

    // The banner of a key that has changed has ten lines more, which are in the log.
    private static string AboutTheKey(string words)
    {
        var told = string.Join("; ", words.Split("; ").Where(line => Any(line, s_aboutTheKey)));
        return told.Length > 0 ? told.Replace(" is; SHA256:", " is SHA256:", StringComparison.Ordinal) : words;
    }

    private static bool Any(string words, string[] texts) => texts.Any(t => words.Contains(t, StringComparison.Ordinal));

    // A server gives its reason in words of its own, but for the one that every sshd gives.
    [GeneratedRegex(@"(?m)^(Received disconnect from .*? port \d+:\d+: (?:Too many authentication failures)?).*$")]
    private static partial Regex WithoutServerText();

    [GeneratedRegex("UNKNOWN port 65535|^(?:kex|ssh)_exchange_identification:|Broken pipe")]
    private static partial Regex VagueLine();

    [GeneratedRegex(@"(?m)^channel \d+: open failed: ")]
    private static partial Regex SessionRefused();

    [GeneratedRegex("""
        ^(?:ssh:\x20
        |(?:kex|ssh)_exchange_identification:\x20
        |Host\ key\ verification\ failed\.$
        |[^\s:]+@[^\s:]+:\ Permission\ denied\ \([^)]*\)\.$
        |(?:Received\ disconnect\ from|Disconnected\ from|Connection\ (?:to|from|closed|reset))\x20
        |(?:Timeout,\ server|Unable\ to\ negotiate\ with)\x20
        |Connection\ timed\ out\ during\ banner\ exchange$
        |channel\ \d+:\ open\ failed:\x20
        |stdio\ forwarding\ failed$
        |No\ \S+\ host\ key\ is\ known\ for\x20
        |@\ +WARNING:\ REMOTE\ HOST\ IDENTIFICATION\ HAS\ CHANGED!
        |Offending\ \S+\ key\ in\x20
        |(?:\S+:\ line\ \d+:\ )?Bad\ configuration\ option:
        |Bad\ owner\ or\ permissions\ on\x20
        |No\ user\ exists\ for\ uid\ \d+$)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex OwnLine();
}
