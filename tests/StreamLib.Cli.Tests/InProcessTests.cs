using System.Text.RegularExpressions;
using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary><c>--in-process</c>: nested test classes inside the controller.</summary>
public sealed class InProcessTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_are_given_the_same_and_leave_the_same(bool inProcess)
    {
        await using var running = Shell.Start("dotnet", [Tool.Application, "run", "Pair", "--results", scratch.File("results"), .. inProcess ? ["--in-process"] : Array.Empty<string>()], Tool.In(scratch.Folder));
        var ran = await running.WaitAsync(TestContext.Current.CancellationToken);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        var processes = Regex.Matches(ran.Output, @"process (\d+)\n").Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().ToArray();
        processes.ShouldBe(inProcess ? [running.Id] : processes.Except([running.Id]).ToArray());
        processes.Length.ShouldBe(inProcess ? 1 : 2);
        foreach (var line in new[] { "heard hello-from-other at 127.0.0.1", "command in one", "words=2 words", "met 2 streams" }) ran.Output.ShouldContain(line);
        ran.Output.Contains("run in this process, and can only be asked to end (InProcess)", StringComparison.Ordinal).ShouldBe(inProcess);
        var nested = scratch.File("results", "test-results", "Pair", "one", "test-results", "1-Meet");
        File.Exists(Path.Combine(nested, "output", "left-by-command")).ShouldBeTrue();
        (await File.ReadAllTextAsync(Path.Combine(nested, "stdout"), TestContext.Current.CancellationToken)).ShouldContain("command in one\n");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("no", "torn down", false)]
    [InlineData("yes", "Hang runs in this process and did not end within the Grace of 1 s: it is left running, until this process ends. Let it look at Cancelled.", true)]
    public async Task One_is_asked_to_end_and_left_behind_when_it_does_not(string deaf, string said, bool isLeft)
    {
        var ran = await Shell.RunAsync("dotnet", [Tool.Application, "run", "Hanging", "--in-process", "--param", $"deaf={deaf}"], Tool.In(scratch.Folder), TestContext.Current.CancellationToken);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        ran.Output.ShouldContain(said);
        ran.Output.Contains("was left running in this process", StringComparison.Ordinal).ShouldBe(isLeft);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("TERM", "no", true, "Pass: ended with exit 130 after signal TERM from the test")]
    [InlineData("TERM", "no", false, "Pass: ended with exit 130 after signal TERM from the test")]
    [InlineData("KILL", "no", true, "Pass: ended by signal KILL from the test")]
    [InlineData("KILL", "no", false, "Pass: ended by signal KILL from the test")]
    [InlineData("KILL", "yes", true, "Pass: ended by signal KILL from the test")]
    public async Task One_that_is_sent_a_signal_to_end_is_asked_to(string signal, string deaf, bool inProcess, string said)
    {
        var ran = await Shell.RunAsync(
            "dotnet",
            [Tool.Application, "run", "Hanging", "--param", $"deaf={deaf}", "--param", $"signal={signal}", .. inProcess ? ["--in-process"] : Array.Empty<string>()],
            Tool.In(scratch.Folder),
            TestContext.Current.CancellationToken);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        ran.Lines.ShouldContain(said);
        ran.Output.Contains("it is left running, until this process ends", StringComparison.Ordinal).ShouldBe(deaf == "yes");
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_is_sent_another_signal_is_an_error()
    {
        var ran = await Shell.RunAsync("dotnet", [Tool.Application, "run", "Hanging", "--param", "signal=USR1", "--in-process"], Tool.In(scratch.Folder), TestContext.Current.CancellationToken);
        ran.ExitCode.ShouldBe(1, ran.ToString());
        ran.Output.ShouldContain("signal USR1 could not be sent to 'Application run Hang' on local: it runs in this process, which can only be asked to end, by TERM, INT, QUIT, HUP or KILL. Leave out --in-process.");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_they_write_to_the_console_is_their_output(bool inProcess)
    {
        var ran = await Shell.RunAsync("dotnet", [Tool.Application, "run", "Saying", "--results", scratch.File("results"), .. inProcess ? ["--in-process"] : Array.Empty<string>()], Tool.In(scratch.Folder), TestContext.Current.CancellationToken);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        ran.Lines.ShouldContain("the test is not one of them");
        foreach (var stream in new[] { "one", "two" })
        {
            var nested = scratch.File("results", "test-results", "Saying", stream, "test-results", "1-Say");
            var output = await File.ReadAllLinesAsync(Path.Combine(nested, "stdout"), TestContext.Current.CancellationToken);
            string[] said = [$"{stream} begins on its console", "and goes on", $"{stream} logs", $"{stream} is READY"];
            output[..4].ShouldBe(said);
            output.ShouldContain(line => line.StartsWith($"{stream} ends", StringComparison.Ordinal));
            (await File.ReadAllTextAsync(Path.Combine(nested, "stderr"), TestContext.Current.CancellationToken)).ShouldBe($"{stream} complains\n");
            foreach (var line in said.Append($"{stream} complains")) ran.Lines.Count(l => l.EndsWith(line, StringComparison.Ordinal)).ShouldBe(line == "and goes on" ? 2 : 1, ran.ToString());
        }
    }
}
