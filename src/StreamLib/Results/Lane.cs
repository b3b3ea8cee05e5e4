using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>What a log knows of a stream while it runs.</summary>
internal sealed class Lane
{
    public DateTimeOffset? Started { get; set; }

    public string LastMessage { get; set; } = "";

    public Dictionary<string, Run> Running { get; } = [];

    /// <summary>Names the nested test in front of its lines when others of its stream run too.</summary>
    public string Mark(NestedEvent e) => Running.Count > 1 ? $"{e.Nested}: " : "";
}

/// <summary>What a log knows of a nested test while it runs.</summary>
/// <param name="Started">When it started, in UTC.</param>
internal sealed record Run(DateTimeOffset Started)
{
    // So many values of a metric are shown.
    private const int MostValues = 100;
    private readonly Dictionary<string, int> metrics = [];

    public Tail<string> Recent { get; } = new();

    /// <summary>Counts a value of a metric.</summary>
    /// <returns>Whether it is shown.</returns>
    public bool Shows(string metric) => (metrics[metric] = metrics.GetValueOrDefault(metric) + 1) <= MostValues;

    /// <summary>The metrics of which not all values were shown, and how many were not.</summary>
    public IEnumerable<(string Name, int Count)> NotShown =>
        metrics.Where(m => m.Value > MostValues).Select(m => (m.Key, m.Value - MostValues));
}

/// <summary>The last 20 of what was added.</summary>
internal sealed class Tail<T>
{
    public const int Length = 20;
    private readonly Queue<T> items = new(Length);

    public void Add(T item)
    {
        if (items.Count == Length) items.Dequeue();
        items.Enqueue(item);
    }

    public bool Contains(T item) => items.Contains(item);

    public IEnumerable<T> Items => items;
}
