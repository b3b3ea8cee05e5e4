using StreamLibTesting;

namespace StreamLibCliTests.Guide;

/// <summary>A person at <c>nc</c>: types the requests of a page one by one and reads the replies, in one connection over several blocks.</summary>
internal sealed class NcDialog(Placeholders placeholders) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private Running? nc;
    private int read;

    public async Task ReplayAsync(Block block)
    {
        for (var i = 0; i < block.Lines.Length;)
        {
            var line = block.Lines[i++];
            if (line.StartsWith("$ nc ", StringComparison.Ordinal))
            {
                nc = Shell.Start("nc", placeholders.Now(line)[5..].Split(' '), ShellOptions.Default with { KeepInputOpen = true, Timeout = TimeSpan.FromMinutes(5) });
                continue;
            }

            var end = IsWhole(block.Lines[i]) ? i : Array.IndexOf(block.Lines, ".", i);
            var expected = placeholders.Comparable(block.Lines[i..(end + 1)]);
            i = end + 1;
            // What the others do meanwhile takes its time: whoever only looks, looks again.
            if (line == "status") await Eventually.Passes(() => AskAsync(line, expected), Limit, TestContext.Current.CancellationToken);
            else await AskAsync(line, expected);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (nc is not null) await nc.DisposeAsync();
    }

    private static bool IsWhole(string reply) => reply == "ok" || reply.StartsWith("ok ", StringComparison.Ordinal) || reply.StartsWith("error ", StringComparison.Ordinal);

    private async Task AskAsync(string request, string[] expected)
    {
        await nc!.SendAsync(placeholders.Now(request) + "\n");
        var reply = new List<string> { await ReadAsync(request) };
        while (!IsWhole(reply[0]) && reply[^1] != ".") reply.Add(await ReadAsync(request));
        placeholders.Comparable(reply).ShouldBe(expected, request);
    }

    private async Task<string> ReadAsync(string request)
    {
        string[] Lines() => nc!.Output.Split('\n')[..^1];
        await Eventually.Holds(() => Lines().Length > read, $"the reply to '{request}'", Limit, TestContext.Current.CancellationToken);
        return Lines()[read++];
    }
}
