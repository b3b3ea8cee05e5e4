using System.Diagnostics.CodeAnalysis;

namespace StreamLib.Sync;

/// <summary>What a scope may still keep.</summary>
internal sealed class ScopeBudget(SyncServerOptions options)
{
    /// <summary>What a message takes beside its text: an empty one is not free.</summary>
    internal const long BytesOfMessage = 64;
    private int names;
    private long bytes;

    internal bool HasName => names < options.MaxNames;

    internal void AddName() => names++;

    internal void RemoveName() => names--;

    internal bool TryResize(long difference)
    {
        if (difference > 0 && bytes + difference > options.MaxScopeBytes) return false;
        Resize(difference);
        return true;
    }

    /// <summary>For what cannot be refused.</summary>
    internal void Resize(long difference) => bytes += difference;
}

/// <summary>Things by name. A name that comes in as a slice of a line is looked up without making a string of it.</summary>
internal sealed class NameTable<T>(ScopeBudget budget)
    where T : class
{
    private readonly Dictionary<string, T> items = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<T> All => items.Values;

    internal bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out T? item) =>
        items.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out item);

    internal T? Find(ReadOnlySpan<char> name) => TryGet(name, out var item) ? item : null;

    internal T Add(string name, Func<string, T> create)
    {
        var item = create(name);
        items.Add(name, item);
        budget.AddName();
        return item;
    }

    internal void Remove(string name)
    {
        if (items.Remove(name)) budget.RemoveName();
    }
}
