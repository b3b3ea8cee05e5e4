namespace StreamLibTesting;

/// <summary>Runs a command in a terminal of its own, where a key press reaches it as it would reach it for a person.</summary>
public static class Pty
{
    /// <summary>What ^C sends: the terminal turns it into SIGINT for the whole foreground process group.</summary>
    public const string Interrupt = "\u0003";

    /// <summary>What ^\ sends: SIGQUIT.</summary>
    public const string Quit = "\u001c";

    /// <summary>Starts a command in a terminal.</summary>
    /// <param name="command">The command line, for <c>sh</c>. It is the leader of the terminal's session.</param>
    /// <param name="options">How to run it; default: <see cref="ShellOptions.Default"/>. Its input stays open in any case.</param>
    /// <returns>
    /// The process. <see cref="Running.SendAsync"/> types; <see cref="Running.Output"/> has both outputs, with CR LF, and what was typed;
    /// the exit code is the command's own, or 128 plus the number of the signal that ended it.
    /// </returns>
    public static Running Start(string command, ShellOptions? options = null)
    {
        options ??= ShellOptions.Default;
        var environment = new Dictionary<string, string?>(options.Environment) { ["SHELL"] = "/bin/sh" };
        return Shell.Start(
            "script",
            ["--quiet", "--return", "--flush", "--command", command, "/dev/null"],
            options with { KeepInputOpen = true, Environment = environment });
    }
}
