namespace StreamLib.Results;

/// <summary>What the disk refused, once for each file. Losing a report must not end the run that it reports.</summary>
internal sealed class ResultProblems
{
    private readonly Lock gate = new();
    private readonly HashSet<string> files = [];
    private readonly List<string> texts = [];

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (gate) return [.. texts];
        }
    }

    public static bool IsExpected(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public void Add(string file, string what, Exception reason)
    {
        lock (gate)
        {
            if (files.Add(file)) texts.Add($"{file} {what}: {reason.Message}");
        }
    }
}
