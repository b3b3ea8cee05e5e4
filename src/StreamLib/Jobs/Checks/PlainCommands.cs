using System.Collections.Frozen;

namespace StreamLib.Jobs;

/// <summary>Knows the programs that read no parameter of a test from their environment: what the shell and a usual system have.</summary>
internal static class PlainCommands
{
    private static readonly char[] s_separators = [';', '|', '&', '(', ')', '`', '\n', '{', '}', '!'];

    private static readonly FrozenSet<string> s_words = new[]
    {
        "if", "then", "elif", "else", "while", "until", "do", "time", "exec", "command", "nohup", "setsid",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_plain = new[]
    {
        ":", "[", "[[", "true", "false", "test", "echo", "printf", "exit", "return", "sleep", "cat", "grep", "sed", "tr", "cut", "head",
        "tail", "sort", "uniq", "wc", "seq", "tee",
        "date", "hostname", "uname", "id", "whoami", "pwd", "cd", "ls", "rm", "mv", "cp", "ln", "mkdir", "rmdir", "touch", "chmod", "chown",
        "stat", "find", "mktemp", "basename",
        "dirname", "readlink", "kill", "wait", "trap", "read", "shift", "set", "unset", "local", "break", "continue", "for", "case", "in",
        "esac", "fi", "done", "umask", "ulimit",
        "nc", "ncat", "curl", "wget", "ping", "ip", "ss", "netstat", "netperf", "netserver", "iperf", "iperf3", "ethtool", "dd", "df", "du",
        "od", "base64", "md5sum", "sha256sum",
        "expr", "let", "sync", "fuser", "lsof", "ps", "pgrep", "pkill", "stream-sync",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a line or a script runs something that is not among them, as far as that can be seen.</summary>
    /// <param name="text">What a shell reads.</param>
    public static bool RunsOther(string text) =>
        text.Split(s_separators).Any(command => Program(command) is { } program && !s_plain.Contains(program));

    // The first word that is no keyword, no assignment and no redirection.
    private static string? Program(string command)
    {
        if (command.TrimStart().StartsWith('#')) return null;
        foreach (var word in command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (s_words.Contains(word) || word.Contains('=', StringComparison.Ordinal) || word[0] is '<' or '>'
                || char.IsAsciiDigit(word[0])) continue;
            return word;
        }

        return null;
    }
}
