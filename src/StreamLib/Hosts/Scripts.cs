using System.Text;

namespace StreamLib.Hosts;

/// <summary>What runs on the hosts: POSIX shell, kept in files of its own.</summary>
internal static class Scripts
{
    /// <summary>Reads one line, which holds a script, and runs it. It reads no further: what follows on stdin is the script's own. What
    /// the login environment could do to that is remembered for <c>login.sh</c>, and done away with: options, functions of the names used
    /// here, and a limit for <c>read</c>.</summary>
    /// <remarks>Plain words, so that every login shell passes it on; no data, since everyone on the host can read it. Before the functions
    /// are gone only what no function can replace is used.</remarks>
    public const string Loader = "_sl_options=${SHELLOPTS-}; set +aefuvxC; _sl_login=$(export -p); _sl_env_TMOUT=${TMOUT-}; unset TMOUT; "
        + "case ${BASH_VERSION-} in ?*) unset -f typeset declare; _sl_exported=$(export -fp); _sl_functions=$(typeset -f); "
        + "unset -f read printf head [ ;; esac; "
        + "IFS= read -r _sl && eval \"$(printf %b \"$_sl\")\"";

    /// <summary>What the loader reads. A shell reads a line byte by byte: one that is long is better read by a program, where there is one. Nothing is sent after it before the script
    /// has said something, so that a program that reads further than it was told finds nothing there.</summary>
    public static string Line(string script)
    {
        const int Long = 4 * 1024;
        var line = ShellQuote.Escape(script);
        return line.Length <= Long ? line : $"_sl=$(head -c {line.Length + 1} 2>/dev/null); [ -n \"$_sl\" ] || IFS= read -r _sl; eval \"$(printf %b \"$_sl\")\"\n{line}";
    }

    /// <summary>What comes before all other scripts, but for the shortest.</summary>
    public static string Login { get; } = Load("login");

    public static string Keeper { get; } = Load("marks") + Load("process") + Load("hold") + Load("close") + Load("keeper");

    public static string Guard { get; } = Load("marks") + Load("close") + Load("guard");

    public static string Supervise { get; } = Load("marks") + Load("supervise");

    public static string Ports { get; } = Load("ports");

    public static string Http { get; } = Load("http");

    public static string Look { get; } = Load("process") + Load("cache") + Load("look");

    public static string Ship { get; } = Load("process") + Load("cache") + Load("ship");

    public static string Check { get; } = Load("check");

    public static string Pack { get; } = Load("pack");

    public static string Report { get; } = Load("report");

    public static string Runtime { get; } = Load("runtime");

    public static string Transfer { get; } = Load("transfer");

    public static string Relay { get; } = Load("relay");

    /// <summary>A program of the host's own, not a part of another script.</summary>
    public static string StreamSync { get; } = "#!/bin/sh\n" + Load("stream-sync");

    /// <summary>Assignments that go before a script.</summary>
    public static string Assign(params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables)
            text.Append(name).Append('=').Append(ShellQuote.Word(value)).Append('\n');

        return text.ToString();
    }

    // A shell reads a script from a pipe byte by byte, so comments and indentation stay here.
    private static string Load(string name)
    {
        using var stream = typeof(Scripts).Assembly.GetManifestResourceStream($"{name}.sh")!;
        using var reader = new StreamReader(stream);
        var text = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length > 0 && line[0] != '#')
                text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
