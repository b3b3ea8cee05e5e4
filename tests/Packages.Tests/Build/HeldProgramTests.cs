namespace PackagesTests.Build;

/// <summary>The parts of the build that start test applications: exit codes, signals, and what holds when the build is killed.</summary>
public sealed class HeldProgramTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    // Ends as a test application does: when its input ends. Signals are only noted.
    private const string Program = """
        trap 'echo got TERM' TERM
        trap 'echo got INT' INT
        echo pid=$$.
        (trap '' TERM INT; exec cat)
        echo input ended
        while [ -e hold ]; do sleep 0.1; done
        echo stopped > stopped
        exit 1
        """;

    [Fact(Timeout = 3 * Minutes)]
    public async Task The_exit_code_of_the_program_is_that_of_the_build()
    {
        using var user = Folder("exit 3");

        var run = await user.DotnetAsync("cake");

        run.ExitCode.ShouldBe(3, run.Output);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task SIGTERM_lets_the_program_stop_in_good_order()
    {
        using var user = Folder(Program);
        await using var cake = user.Start("dotnet", "cake");
        await cake.SawNumberAsync("pid=");

        cake.Signal("TERM");

        var ended = await cake.EndAsync();
        ended.ExitCode.ShouldBe(130, ended.Output);
        user.Read("stopped").ShouldBe("stopped\n");
        ended.Output.ShouldNotContain("got TERM");
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_ctrl_c_in_a_terminal_waits_until_the_program_has_stopped()
    {
        using var user = Folder(Program);
        await using var terminal = user.Start("script", "-qec", "dotnet cake", "/dev/null");
        await terminal.SawNumberAsync("pid=");

        await terminal.Input.WriteAsync('\x03');
        await terminal.Input.FlushAsync(TestContext.Current.CancellationToken);

        (await terminal.EndAsync()).ExitCode.ShouldBe(130);
        user.Read("stopped").ShouldBe("stopped\n");
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_second_SIGTERM_is_handed_on()
    {
        using var user = Folder(Program);
        user.Write("hold", "");
        await using var cake = user.Start("dotnet", "cake");
        await cake.SawNumberAsync("pid=");

        // The outer process of `dotnet cake` hands on the first one only.
        var inner = Signals.ChildOf(cake.Id);
        Signals.Send("TERM", inner);
        await cake.SawAsync("input ended");
        Signals.Send("TERM", inner);
        await cake.SawAsync("got TERM");
        File.Delete(user.File("hold"));

        (await cake.EndAsync()).ExitCode.ShouldBe(130);
    }

    [Theory(Timeout = 3 * Minutes)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_program_stops_in_good_order_when_a_process_of_the_build_is_killed(bool inner)
    {
        using var user = Folder(Program);
        await using var cake = user.Start("dotnet", "cake");
        var program = int.Parse(await cake.SawNumberAsync("pid="), System.Globalization.CultureInfo.InvariantCulture);

        Signals.Send("KILL", inner ? Signals.ChildOf(cake.Id) : cake.Id);

        await Signals.EndedAsync(program);
        user.Read("stopped").ShouldBe("stopped\n");
    }

    private UserFolder Folder(string program)
    {
        var user = new UserFolder(feed);
        user.Write("program.sh", program);
        user.WriteCake($$"""
            #load "{{Repository.File("build/run.cake")}}"
            #load "{{Repository.File("build/held.cake")}}"

            Task("Default").Does(() =>
            {
                var exitCode = RunHeld(MakeAbsolute(Directory(".")), "sh", "program.sh");
                if (exitCode != 0) throw new CakeException(exitCode, $"exit code {exitCode}");
            });

            RunBuild("Default");
            """);
        return user;
    }
}
