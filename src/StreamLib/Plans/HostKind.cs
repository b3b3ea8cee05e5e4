using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>A kind of hosts, as it is written. Every class of this assembly that derives from it and can be made is a kind.</summary>
internal abstract class HostKind
{
    private static readonly Lazy<ImmutableSortedDictionary<string, HostKind>> s_all = new(Find);

    /// <summary>All kinds, by name.</summary>
    public static ImmutableSortedDictionary<string, HostKind> All => s_all.Value;

    /// <summary>How hosts of all kinds are written, for messages.</summary>
    public static string AllWritten
    {
        get
        {
            var written = All.Values.SelectMany(k => k.Written).ToList();
            return $"{string.Join(", ", written.SkipLast(1))} and {written[^1]}";
        }
    }

    /// <summary>The start of a host of any kind, for regular expressions.</summary>
    public static string AnyStart => $"(?:{string.Join('|', All.Keys)}):";

    /// <summary>What stands before the colon.</summary>
    public abstract string Name { get; }

    /// <summary>How its hosts are written, for messages, as in <c>exec:PREFIX</c>.</summary>
    public abstract ImmutableArray<string> Written { get; }

    /// <summary>Whether it leads to another machine, whose name then goes before those of what is stacked on it.</summary>
    public virtual bool IsMachine => false;

    /// <summary>What is wrong with a host of this kind; <c>null</c> when nothing is.</summary>
    /// <param name="spec">What follows the colon.</param>
    /// <param name="text">The host as it is written.</param>
    public abstract PlanGap? Check(string spec, string text);

    /// <summary>The name of a host that is written without one; what no name can hold is replaced.</summary>
    /// <param name="spec">What follows the colon.</param>
    public virtual string NameOf(string spec) => Name;

    private static ImmutableSortedDictionary<string, HostKind> Find() =>
        typeof(HostKind).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(HostKind)) && !t.IsAbstract)
            .Select(t => (HostKind)Activator.CreateInstance(t)!)
            .ToImmutableSortedDictionary(k => k.Name, k => k, StringComparer.Ordinal);
}
