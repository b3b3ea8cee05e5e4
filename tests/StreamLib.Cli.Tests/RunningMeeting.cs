using System.Text.Json.Nodes;
using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>The job of <c>tests/Meeting</c>, running in a process of its own, with its results in <c>results</c> of a scratch folder.</summary>
internal sealed class RunningMeeting : IAsyncDisposable
{
    private readonly Scratch scratch = new();
    private readonly Running running;

    public RunningMeeting(params string[] arguments) => running = Shell.Start("dotnet", [Tool.Meeting, .. arguments], Options);

    public ShellOptions Options => Tool.In(scratch.Folder);

    public string Folder => scratch.Folder;

    public string Output => running.Output;

    public bool HasEnded => running.HasEnded;

    public string SyncFile => scratch.File("results", "latest", "sync.json");

    public string Result(string file) => File.ReadAllText(scratch.File("results", "latest", file));

    /// <summary>Waits until the client holds the lock and hangs, and the server waits for it.</summary>
    public async Task HangsAsync()
    {
        foreach (var text in new[] { "client/1-prepare took lock licence", "server/1-setup arrived at barrier setup" })
            await running.WaitForOutputAsync(text, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public (string Address, string Token) Door()
    {
        var door = JsonNode.Parse(File.ReadAllText(SyncFile))!;
        return (door["address"]!.GetValue<string>(), door["token"]!.GetValue<string>());
    }

    /// <summary>Sends one request with the tool, attached to this job.</summary>
    public Task<Ran> AskAsync(params string[] arguments) => Tool.RunAsync(Options, ["sync", "--attach", "results/latest", .. arguments]);

    public Task SignalAsync(string signal) => running.SignalAsync(signal);

    public Task<Ran> WaitAsync() => running.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        // In order, so that what it started has ended before the folder goes.
        if (!running.HasEnded)
        {
            await running.SignalAsync("TERM");
            await Task.WhenAny(running.WaitAsync(), Task.Delay(TimeSpan.FromSeconds(20)));
        }

        await running.DisposeAsync();
        scratch.Dispose();
    }
}
