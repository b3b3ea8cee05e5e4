using StreamLibTesting;

namespace StreamLibCliTests.Guide;

/// <summary>A person at a shell: types the commands of a page one by one and sees both outputs.</summary>
internal sealed class Console(Placeholders placeholders, ShellOptions options)
{
    private string exports = "";

    public async Task ReplayAsync(Block block)
    {
        for (var i = 0; i < block.Lines.Length;)
        {
            var command = block.Lines[i++][2..];
            var end = Array.FindIndex(block.Lines, i, line => line.StartsWith("$ ", StringComparison.Ordinal));
            if (end < 0) end = block.Lines.Length;
            var expected = placeholders.Comparable(block.Lines[i..end]);
            i = end;
            if (command.StartsWith("export ", StringComparison.Ordinal)) exports += placeholders.Now(command) + "\n";
            // What the others do meanwhile takes its time: whoever only looks, looks again.
            else if (command.Contains(" status", StringComparison.Ordinal)) await Eventually.Passes(() => RunAsync(command, expected), TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            else await RunAsync(command, expected);
        }
    }

    private async Task RunAsync(string command, string[] expected)
    {
        var ran = await Shell.ScriptAsync($"exec 2>&1\n{exports}{placeholders.Now(command)}", options, TestContext.Current.CancellationToken);
        placeholders.Comparable(ran.Lines).ShouldBe(expected, command);
    }
}
