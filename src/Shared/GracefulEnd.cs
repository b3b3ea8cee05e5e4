using System.Runtime.InteropServices;

namespace StreamLib.Shared;

/// <summary>Turns the ways in which a process is asked to end into a token: the first request asks, a second one insists.</summary>
/// <remarks>Compiled into each front end that owns its process while a test runs.</remarks>
internal sealed class GracefulEnd : IDisposable
{
    private const int Cancelled = 130;

    // A ^C reaches a whole process group: the process that started this one then also ends the lifeline. That is one request.
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource requested = new();
    private readonly Lock gate = new();
    private readonly PosixSignalRegistration[] signals;
    private readonly Timer? launcherWatch;
    private long? firstRequest;

    /// <summary>Listens to SIGINT, SIGTERM and SIGHUP until it is disposed.</summary>
    /// <param name="lifeline">Whether the end of standard input is a request as well.</param>
    /// <param name="launcher">A process whose end is a request as well.</param>
    public GracefulEnd(bool lifeline = false, Launcher? launcher = null)
    {
        signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        if (lifeline) new Thread(WaitForEndOfInput) { IsBackground = true, Name = "lifeline" }.Start();
        if (launcher is not null) launcherWatch = new Timer(_ => Ask(insists: false, launcher.HasEnded), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Cancelled when the process is asked to end.</summary>
    public CancellationToken Requested => requested.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        launcherWatch?.Dispose();
        foreach (var signal in signals) signal.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Ask(insists: true);
    }

    // Whoever started this process holds the other end of the pipe: it ends with them, even when they are killed.
    private void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        Ask(insists: false);
    }

    private void Ask(bool insists, bool isAsked = true)
    {
        if (!isAsked) return;
        lock (gate)
        {
            if (firstRequest is not { } first) firstRequest = Environment.TickCount64;
            else if (insists && Environment.TickCount64 - first > SameRequest.TotalMilliseconds) Environment.Exit(Cancelled);
            else return;
        }

        // Cancelling runs what was registered, which may take its time: the next signal must not wait for that.
        ThreadPool.QueueUserWorkItem(_ => requested.Cancel());
    }
}
