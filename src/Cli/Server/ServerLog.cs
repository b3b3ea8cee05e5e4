using System.Globalization;
using System.Threading.Channels;

namespace StreamLib.Cli.Server;

/// <summary>Shows what happens in the server, a line at a time as it happens. Who does not read it, as a pager that stands still, holds nobody up.</summary>
internal sealed class ServerLog : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly string[] Bad = [" broke: ", " failed: ", " gave up ", " lost its connection ", " no longer waits", " a token that is not known"];
    private static readonly string[] Good = [" passed, generation "];

    private readonly Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task showing;

    public ServerLog() => showing = Task.Run(ShowAsync);

    public void Write(string line)
    {
        var text = Bad.Any(word => line.Contains(word, StringComparison.Ordinal)) ? Terminal.Red(line)
            : Good.Any(word => line.Contains(word, StringComparison.Ordinal)) ? Terminal.Green(line)
            : line;
        lines.Writer.TryWrite($"{Terminal.Dim(DateTime.Now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture))} {text}");
    }

    /// <summary>Shows the rest, if somebody reads it.</summary>
    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await showing.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ShowAsync()
    {
        await foreach (var line in lines.Reader.ReadAllAsync().ConfigureAwait(false)) Terminal.Write(line);
    }
}
