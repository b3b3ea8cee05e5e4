using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>Signals that are ignored or blocked where the tool is started, which passes to all that it starts.</summary>
public class StartedWithSignalsTests
{
    private const string Reads = "a -- grep -E 'Sig(Blk|Ign)' /proc/self/status; grep -E 'Sig(Blk|Ign)' /proc/$PPID/status";

    // Where env does not know how, as on older systems and in busybox, an interpreter gives the command its signals back.
    private const string WithoutDefaults = """
        mkdir bin
        printf '#!/bin/sh\ncase $1 in --default*) exit 125 ;; esac\nexec /usr/bin/env "$@"\n' >bin/env
        printf '#!/bin/sh\nexit 1\n' >bin/perl
        chmod 700 bin/*
        export PATH=$PWD/bin:$PATH
        """;

    [Theory(Timeout = 90_000)]
    [InlineData("", "ignore=CHLD")]
    [InlineData("", "block=CHLD,TERM")]
    [InlineData("", "ignore=HUP,INT,QUIT,PIPE,USR1")]
    [InlineData(WithoutDefaults, "ignore=HUP,CHLD")]
    public async Task Nested_tests_start_with_default_signals_and_their_ends_are_noticed(string before, string how)
    {
        using var scratch = new Scratch();

        var ran = await RunAsync(scratch, before, how, "--run", Reads);

        ran.ExitCode.ShouldBe(0, ran.ToString());
        var masks = ran.Lines.Where(l => l.Contains("| Sig", StringComparison.Ordinal)).ToArray();
        masks.Length.ShouldBe(4);
        masks.ShouldAllBe(l => l.EndsWith("0000000000000000", StringComparison.Ordinal), ran.Output);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_host_whose_launcher_blocks_SIGCHLD_is_refused()
    {
        using var scratch = new Scratch();
        var launcher = $"python3 {scratch.File("with.py")} block=CHLD";

        var ran = await RunAsync(scratch, "", "", "--hosts", $"far=exec:{launcher}", "--run", "a -- true");

        ran.ExitCode.ShouldBe(3, ran.ToString());
        ran.Output.ShouldContain($"Host far (exec:{launcher}) starts processes with SIGCHLD ignored or blocked");
    }

    private static Task<Ran> RunAsync(Scratch scratch, string before, string how, params string[] arguments)
    {
        File.WriteAllText(scratch.File("with.py"), """
            import os, signal, sys
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            for how, _, names in (word.partition('=') for word in sys.argv[1].split(';') if word):
                numbers = [getattr(signal, 'SIG' + name) for name in names.split(',')]
                if how == 'block': signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
                else: [signal.signal(number, signal.SIG_IGN) for number in numbers]
            os.execvp(sys.argv[2], sys.argv[2:])
            """);
        return Shell.RunAsync(
            "sh",
            ["-c", $"{before}\nexec python3 with.py \"$@\"", "sh", how, "dotnet", Tool.Assembly, "run", "--timeout", "30s", .. arguments],
            Tool.In(scratch.Folder),
            TestContext.Current.CancellationToken);
    }
}
