using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>A CI system that ends a build kills all that it has started, found by a word in the environment.</summary>
public class KilledTreeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task What_undoes_a_step_runs_and_nothing_is_left_when_the_whole_tree_is_killed()
    {
        using var scratch = new Scratch();
        var cookie = $"COOKIE={Guid.NewGuid():N}";
        var cache = scratch.File("work");
        var options = Tool.In(scratch.Folder, ("COOKIE", cookie[7..]), ("XDG_RUNTIME_DIR", cache), ("DATA", "kept"));
        await using var running = Tool.Start(options, "run", "--run", $"a cleanup='echo $DATA >>{scratch.File("undone")}' -- echo is up; sleep 300");
        await running.WaitForOutputAsync("| is up", TimeSpan.FromSeconds(60), Ct);

        await KillAsync(cookie);

        await Eventually.Holds(() => !Directory.Exists(Path.Combine(cache, "streamlib")), "the job's folder to go", TimeSpan.FromSeconds(40), Ct);
        (await File.ReadAllTextAsync(scratch.File("undone"), Ct)).ShouldBe("kept\n");
        await Eventually.Holds(() => !With($"{cache}/streamlib").Any(), "the guard to end", TimeSpan.FromSeconds(20), Ct);
    }

    private static async Task KillAsync(string cookie)
    {
        var all = (await Shell.ScriptAsync($"grep -l '{cookie}' /proc/[0-9]*/environ 2>/dev/null | tr -dc '0-9\\n'", cancellationToken: Ct)).Lines;
        all.Count.ShouldBeGreaterThan(3);
        await Shell.RunAsync("/bin/kill", ["-s", "KILL", .. all], cancellationToken: Ct);
    }

    private static IEnumerable<string> With(string text) => Directory.GetDirectories("/proc").Where(process => Contains($"{process}/cmdline", text));

    private static bool Contains(string file, string text)
    {
        try
        {
            return File.ReadAllText(file).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
