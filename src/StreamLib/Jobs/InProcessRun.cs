using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>A nested test class that runs inside this process. It can be asked to end, and where it does not it is left behind: nothing kills a part of a process.</summary>
internal sealed class InProcessRun : IHostProcess
{
    private readonly TaskCompletionSource<CommandResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource asked = new();
    private readonly StepAction.TestClass test;
    private readonly TimeSpan grace;
    private readonly Action<string> warn;
    private readonly long started = Stopwatch.GetTimestamp();
    private volatile bool stopped;
    private volatile bool isKilled;

    /// <summary>Starts it.</summary>
    /// <param name="test">The class.</param>
    /// <param name="run">The test.</param>
    /// <param name="call">What it is given.</param>
    /// <param name="files">Take all that it writes.</param>
    /// <param name="grace">From asking it to end until it is left behind.</param>
    /// <param name="warn">Is told when it is left behind.</param>
    public InProcessRun(
        StepAction.TestClass test, Func<InProcessCall, CancellationToken, Task<Outcome>> run, InProcessCall call, NestedFiles files, TimeSpan grace, Action<string> warn)
    {
        (this.test, this.grace, this.warn) = (test, grace, warn);
        void Write(string line, bool isError)
        {
            lock (completion)
            {
                // Of one that was left behind nobody wants to hear.
                if (completion.Task.IsCompleted) return;
                (isError ? files.Error : files.Output).Write(Encoding.UTF8.GetBytes($"{line}\n"));
            }

            call.Line(line, isError);
        }

        _ = Task.Run(() => RunAsync(run, call with { Line = Write }));
    }

    public Task<CommandResult> Completion => completion.Task;

    public bool IsAsked => stopped;

    public string InTheEnd => "was left running in this process";

    public async Task StopAsync()
    {
        if (Completion.IsCompleted) return;
        stopped = true;
        await AskAsync().ConfigureAwait(false);
    }

    // As it cannot be killed: it may hold the port that is to be free then.
    public Task KillAsync() => StopAsync();

    public Task<bool> SignalAsync(string name)
    {
        // A signal would be one to the whole process, that of the test itself. These ask a process of its own to end, or end it.
        if (name is not ("TERM" or "INT" or "QUIT" or "HUP" or "KILL"))
            throw CommandException.NotSignalled(HostSpec.Local.Name, name, test.ToString(), "it runs in this process, which can only be asked to end, by TERM, INT, QUIT, HUP or KILL. Leave out --in-process.");
        if (Completion.IsCompleted) return Task.FromResult(false);
        isKilled |= name == "KILL";
        // What it does about it, in its own time, is nothing that the sender waits for.
        _ = isKilled ? AskAsync() : asked.CancelAsync();
        return Task.FromResult(true);
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task AskAsync()
    {
        // What it does when it is asked is a part of it, which has no more time than the rest.
        _ = asked.CancelAsync();
        await ((Task)Completion).WaitAsync(grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Completion.IsCompleted) return;
        warn(string.Create(CultureInfo.InvariantCulture, $"{test.Name} runs in this process and did not end within the Grace of {grace.TotalSeconds:0.###} s: it is left running, until this process ends. Let it look at Cancelled."));
        End(exitCode: 1, forced: true);
    }

    private async Task RunAsync(Func<InProcessCall, CancellationToken, Task<Outcome>> run, InProcessCall call)
    {
        try
        {
            var outcome = await run(call, asked.Token).ConfigureAwait(false);
            // The status that a process of its own would have.
            End(outcome == Outcome.Aborted ? Outcome.Cancelled.ExitCode() : outcome.ExitCode(), forced: false);
        }
#pragma warning disable CA1031 // Whatever it is, the step has to end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Line(e is StreamLibException known ? known.Text : e.ToString(), true);
            End(exitCode: 1, forced: false);
        }
    }

    private void End(int exitCode, bool forced)
    {
        lock (completion)
        {
            completion.TrySetResult(new CommandResult
            {
                Line = test.ToString(),
                Host = HostSpec.Local.Name,
                ExitCode = isKilled ? null : exitCode,
                Signal = isKilled ? "KILL" : null,
                Stopped = stopped,
                Forced = forced,
                Duration = Stopwatch.GetElapsedTime(started),
            });
        }
    }
}
