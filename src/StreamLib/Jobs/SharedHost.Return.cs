using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

internal sealed partial class SharedHost
{
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly List<Task> lettingGo = [];
    private readonly CancellationTokenSource leaving = new();
    private HostOptions options = HostOptions.Default;
    private Task<Host>? returning;
    private TaskCompletionSource back = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the loss of a host was allowed: it is back already, or a nested test runs there whose host may go away.</summary>
    public bool MayLose(Host lost) => Current != lost || LetItGo().Any();

    /// <summary>Waits for the return of the host when it is away as it may be: until it is back, or nobody waits for it any more.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task isBack;
            lock (gate)
            {
                if (Current is not { Lost.IsCancellationRequested: true }) return;
                isBack = back.Task;
            }

            // One that has yet to start is none that opens it again, and may wait here itself.
            Task[] ends = [.. LetItGo().Where(s => s.HasProcess).Select(s => s.Completion)];
            if (ends.Length == 0) return;
            await Task.WhenAny([isBack, .. ends]).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a host again that was lost, or waits until somebody else has.</summary>
    /// <param name="lost">The one that was lost.</param>
    /// <param name="cancellationToken">The time that it has to come back is over.</param>
    /// <exception cref="HostException">It came back, but not as it was.</exception>
    /// <exception cref="OperationCanceledException">It did not come back in time.</exception>
    public async Task<Host> ReturnAsync(Host lost, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<Host> waited;
            lock (gate)
            {
                if (Current != lost) return Current!;
                cancellationToken.ThrowIfCancellationRequested();
                waited = returning is null or { IsCanceled: true } or { IsFaulted: true } ? returning = ReopenAsync(lost, cancellationToken) : returning;
            }

            try
            {
                return await waited.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another one had less time than this one.
            }
        }
    }

    private IEnumerable<StepRun> LetItGo() => test.Streams.Where(s => s.Shared == this).SelectMany(s => s.Started())
        .Where(s => s.Step.Expect.Within is not null && !s.Completion.IsCompleted);

    private async Task<Host> OpenFirstAsync(HostOptions first, CancellationToken cancellationToken)
    {
        options = first;
        return Current = await OpenOnceAsync(first, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Host> ReopenAsync(Host lost, CancellationToken waits)
    {
        await Task.Yield();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(waits, leaving.Token);
        var cancellationToken = either.Token;
        var host = await OpenUntilAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await host.SettleAfterAsync(lost, cancellationToken).ConfigureAwait(false) is { Length: > 0 } said) Log(said);
            if (test.Job.Options.Exclusive && !host.SharesFiles) await HoldAgainAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        lock (gate)
        {
            prepared.Clear();
            runtimes.Clear();
            payloads.Clear();
            opening = Task.FromResult(host);
            Current = host;
            returning = null;
            back.SetResult();
            back = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lettingGo.Add(lost.DisposeAsync().AsTask());
        }

        return host;
    }

    // While a machine starts it may refuse in many ways; a key that is another one stays so.
    private async Task<Host> OpenUntilAsync(CancellationToken cancellationToken)
    {
        var attempt = options with { ConnectTimeout = options.ConnectTimeout < s_attempt ? options.ConnectTimeout : s_attempt };
        for (var said = ""; ;)
        {
            try
            {
                return await OpenOnceAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (HostException e) when (e.Code != "SL2002")
            {
                if (said != e.Message) test.Job.Log(LogSource.Host, $"not back yet: {e.Message}", LogLevel.Detail, test.Plan.Name, OnlyStream);
                said = e.Message;
                LastProblem = e.Message;
            }

            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Why it could not be opened again the last time that was tried.</summary>
    public string LastProblem { get; private set; } = "";

    // What held it before lets go of it when it notices that it was cut off.
    private async Task HoldAgainAsync(Host host, CancellationToken cancellationToken)
    {
        while (true)
        {
            var hold = await host.HoldAsync(exclusive: true, cancellationToken).ConfigureAwait(false);
            if (hold.IsHeld) return;
            if (hold.Unable is { } why) throw HostErrors.CannotBeHeld(spec, why);
            if (hold.Others.FirstOrDefault(other => other.Job != test.Job.Job) is { } other) throw HostErrors.Held(spec, $"{other} holds", null);
            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Those who waited for it have gone. An attempt that is under way holds a client of ssh, which this process is not to leave behind.
    private async Task EndReturnAsync()
    {
        await leaving.CancelAsync().ConfigureAwait(false);
        Task? last;
        lock (gate) last = returning;
        if (last is not null)
            await last.WaitAsync(test.Plan.Deadlines.CleanupTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task LetGoOfLostAsync()
    {
        Task[] all;
        lock (gate) all = [.. lettingGo];
        return Task.WhenAll(all);
    }

    internal static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);
}
