using System.Runtime.InteropServices;

namespace StreamLib.Commands;

/// <summary>Turns the ways in which a process is asked to end into a token: the first one asks, a second one insists.</summary>
internal sealed class GracefulEnd : IDisposable
{
    private const int Cancelled = 130;
    private readonly CancellationTokenSource requested = new();
    private readonly PosixSignalRegistration[] signals;
    private int count;

    public GracefulEnd(bool lifeline)
    {
        signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, OnSignal))];
        if (lifeline) new Thread(WaitForEndOfInput) { IsBackground = true, Name = "lifeline" }.Start();
    }

    /// <summary>Cancelled when the process is asked to end.</summary>
    public CancellationToken Requested => requested.Token;

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Ask();
    }

    // Whoever started this process holds the other end of the pipe: it ends with them, even when they are killed.
    private void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        if (!requested.IsCancellationRequested) Ask();
    }

    private void Ask()
    {
        if (Interlocked.Increment(ref count) > 1) Environment.Exit(Cancelled);
        // Cancelling runs what was registered, which may take its time: the next signal must not wait for that.
        ThreadPool.QueueUserWorkItem(_ => requested.Cancel());
    }
}
