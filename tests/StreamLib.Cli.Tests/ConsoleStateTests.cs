using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>Standard outputs that are closed, full or read by nobody: they change no exit code.</summary>
public class ConsoleStateTests
{
    [Theory(Timeout = 90_000)]
    [InlineData("run --run 'a -- echo hi'", ">&-", 0)]
    [InlineData("run --run 'a -- seq 5000'", "| head -1", 0)]
    [InlineData("run --run 'a -- echo hi; exit 3'", ">/dev/full 2>/dev/full", 1)]
    [InlineData("run --run 'a -- true' --dry-run", "<&- >&- 2>&-", 0)]
    [InlineData("--help", ">/dev/full", 0)]
    [InlineData("run --nope", "2>&-", 2)]
    [InlineData("list", ">&- 2>/dev/full", 2)]
    public async Task The_tool_exits_as_ever(string arguments, string console, int expected)
    {
        using var scratch = new Scratch();
        await ExitsAsync(scratch, $"dotnet '{Tool.Assembly}' {arguments}", console, expected);
    }

    [Theory(Timeout = 90_000)]
    [InlineData("run Pair --results here", ">&- 2>&-", 0)]
    [InlineData("list", ">/dev/full", 0)]
    [InlineData("run Nope", "2>&-", 2)]
    public async Task A_test_application_exits_as_ever(string arguments, string console, int expected)
    {
        using var scratch = new Scratch();
        await ExitsAsync(scratch, $"dotnet '{Tool.Application}' {arguments}", console, expected);
    }

    private static async Task ExitsAsync(Scratch scratch, string command, string console, int expected)
    {
        // What is redirected is the program; the shell says how it ended through descriptor 9.
        var script = $"exec 9>status; {{ {command}; echo $? >&9; }} {console}";
        var ran = await Shell.ScriptAsync(script, Tool.In(scratch.Folder), TestContext.Current.CancellationToken);
        var status = await File.ReadAllTextAsync(scratch.File("status"), TestContext.Current.CancellationToken);
        status.Trim().ShouldBe($"{expected}", ran.ToString());
    }
}
