namespace StreamLibTests.Sync;

/// <summary>Keeps log lines, and lets a test wait for one.</summary>
internal sealed class LogBook
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal List<string> Lines
    {
        get
        {
            lock (gate) return [.. lines];
        }
    }

    internal void Add(string line)
    {
        lock (gate)
        {
            lines.Add(line);
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until as many lines hold the text.</summary>
    internal async Task Has(string text, int times = 1)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (lines.Count(line => line.Contains(text, StringComparison.Ordinal)) >= times) return;
                next = changed.Task;
            }

            await next.WaitAsync(RawClient.Ct);
        }
    }
}
