using System.Text.RegularExpressions;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Waits for a line of a step's output: one that has ended, or one that stays as it is for a moment, such as a prompt.</summary>
internal sealed class OutputGate : IDisposable
{
    // What is written in several pieces is not judged by the first of them.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(0.5);

    private readonly string pattern;
    private readonly TaskCompletionSource matched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Begun output;
    private readonly Begun error;
    private volatile bool hasText;
    private volatile string hint = "";
    private volatile bool isClosed;

    public OutputGate(string pattern)
    {
        this.pattern = pattern;
        (output, error) = (new(this), new(this));
    }

    /// <summary>Completes when a line has matched.</summary>
    public Task Matched => matched.Task;

    /// <summary>Whether it still waits.</summary>
    public bool IsAwaited => !isClosed && !matched.Task.IsCompleted;

    /// <summary>Hears of lines that have not ended.</summary>
    public OpenLine Open(bool isError) => new(() => IsAwaited, (isError ? error : output).Seen);

    /// <summary>Takes a line that has ended.</summary>
    public void Add(string line, bool isError)
    {
        if (!IsAwaited) return;
        (isError ? error : output).Clear();
        Look(line);
    }

    /// <summary>Why nothing may have matched so far, as the end of a sentence; empty when that cannot be told.</summary>
    public string Hint() => hasText
        ? hint
        : ": it has printed nothing yet; many programs keep back what they write into a pipe: try 'stdbuf -oL COMMAND', 'python -u', "
            + "or whatever makes yours write each line at once";

    public void Dispose()
    {
        isClosed = true;
        output.Dispose();
        error.Dispose();
    }

    private void Look(string line)
    {
        if (line.Length == 0) return;
        hasText = true;
        if (Matches(line, RegexOptions.None)) matched.TrySetResult();
        else if (!isClosed && hint.Length == 0) Miss(line);
    }

    private void Miss(string line)
    {
        var near = NearMiss(line);
        if (!isClosed) hint = near;
    }

    private string NearMiss(string line)
    {
        if (Readiness.Literally(pattern) != pattern && line.Contains(pattern, StringComparison.Ordinal))
            return $": '{Short(line)}' has that as text, but it is a regular expression; write 'output {Readiness.Literally(pattern)}'";
        if (pattern is ['"' or '\'', .. var inner, '"' or '\''] && line.Contains(inner, StringComparison.Ordinal))
            return $": '{Short(line)}' matches without the quotes of the pattern; write 'output {Readiness.Literally(inner)}'";
        return Matches(line, RegexOptions.IgnoreCase)
            ? $": '{Short(line)}' matches but for upper and lower case; write 'output (?i){pattern}'"
            : "";
    }

    private static string Short(string line) => line.Length <= 100 ? line : $"{line[..99]}…";

    private bool Matches(string line, RegexOptions options)
    {
        try
        {
            return Regex.IsMatch(line, pattern, options, LongestMatch);
        }
        catch (RegexMatchTimeoutException)
        {
            // Each further line could take as long, in the way of all that the step writes.
            isClosed = true;
            hint = $": the expression '{pattern}' takes longer than half a second for '{Short(line)}', and was given up; "
                + "write one without repetitions inside of repetitions";
            return false;
        }
    }

    /// <summary>A line of one of the outputs that has not ended.</summary>
    private sealed class Begun : IDisposable
    {
        private readonly Timer timer;
        private string text = "";

        public Begun(OutputGate gate) => timer = new Timer(_ =>
        {
            if (gate.IsAwaited) gate.Look(Volatile.Read(ref text));
        });

        public void Seen(string line)
        {
            Volatile.Write(ref text, line);
            timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        }

        public void Clear()
        {
            Volatile.Write(ref text, "");
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => timer.Dispose();
    }
}
