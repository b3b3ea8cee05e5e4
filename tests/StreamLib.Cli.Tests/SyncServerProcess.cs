using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>A <c>dotnet streams syncserver</c> that runs, and who talks to it.</summary>
public sealed class SyncServerProcess : IAsyncLifetime
{
    private readonly Scratch scratch = new();
    private Running? running;

    public string Address { get; private set; } = "";

    public string Token { get; private set; } = "";

    public string Output => running!.Output;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync(params string[] arguments)
    {
        running = Tool.Start(Tool.In(scratch.Folder), ["syncserver", .. arguments]);
        Address = await Tool.LineAsync(running, "address");
        Token = await Tool.LineAsync(running, "token");
        await Tool.LineAsync(running, "tool");
    }

    /// <summary>Sends one request with the tool.</summary>
    public Task<Ran> AskAsync(params string[] arguments) => Tool.RunAsync(Options, ["sync", .. arguments]);

    public Running Start(params string[] arguments) => Tool.Start(Options, ["sync", .. arguments]);

    public ShellOptions Options => Tool.In(scratch.Folder, ("STREAMLIB_SYNC", Address), ("STREAMLIB_TOKEN", Token));

    public string File(string name) => scratch.File(name);

    public Task SawAsync(string text) => running!.WaitForOutputAsync(text, TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);

    public Task SignalAsync(string signal) => running!.SignalAsync(signal);

    public Task<Ran> WaitAsync() => running!.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        scratch.Dispose();
    }
}
