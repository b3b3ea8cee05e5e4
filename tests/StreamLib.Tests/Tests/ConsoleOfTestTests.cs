using StreamLib.Tests;

namespace StreamLibTests.Tests;

/// <summary>The console that nested tests inside this process and all others share.</summary>
public class ConsoleOfTestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Each_flow_has_its_own_and_others_go_on_as_before()
    {
        var others = new StringWriter();
        var console = TextWriter.Synchronized(ConsoleOfTest.Output(others));
        var said = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => SayAsync(console, n), Ct)));

        for (var n = 0; n < said.Length; n++) said[n].ShouldBe([.. Enumerable.Range(0, 100).Select(i => $"{n} says {i}"), $"{n} ends"]);
        await console.WriteLineAsync("nobody in particular");
        others.ToString().ShouldBe($"nobody in particular{Environment.NewLine}");
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_takes_lines_under_a_lock_may_write_to_the_same_console()
    {
        var others = new StringWriter();
        var console = TextWriter.Synchronized(ConsoleOfTest.Output(others));
        var hub = new Lock();
        var taken = 0;
        void Take(string line, bool isError)
        {
            lock (hub)
            {
                taken++;
                console.WriteLine("taken");
            }
        }

        var test = Task.Run(
            () =>
            {
                using var lines = new InProcessLines(Take);
                using var _ = ConsoleOfTest.Enter(lines);
                for (var i = 0; i < 10_000; i++) console.WriteLine("line");
            },
            Ct);
        while (!test.IsCompleted)
        {
            lock (hub) console.WriteLine("taken");
        }

        await test;
        taken.ShouldBe(10_000);
        others.ToString().ShouldNotContain("line");
    }

    private static async Task<List<string>> SayAsync(TextWriter console, int n)
    {
        var taken = new List<string>();
        using (var lines = new InProcessLines((line, _) => taken.Add(line)))
        {
            using var _ = ConsoleOfTest.Enter(lines);
            for (var i = 0; i < 100; i++)
            {
                console.Write($"{n} says ");
                await Task.Yield();
                console.WriteLine(i);
            }

            console.Write($"{n} ends");
        }

        return taken;
    }
}
