using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>A multi-stream test of the project: a plan that its items make, or a class of a test application.</summary>
internal sealed record DeclaredTest(Item Item, Plan? Plan, TestClass? Class)
{
    public string Name => Item.Name;

    /// <summary>Parameters that nobody may read, as in <c>password=env:LAB_PASSWORD</c>; those that are given for the run go before them.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>How long a class may take, as it is written; <c>null</c> for what the class says.</summary>
    public string? Timeout { get; init; }

    /// <summary>Parameters of a class; those that are given for the run go before them.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The items of its steps, by stream or role, and step.</summary>
    public required IReadOnlyDictionary<(string Stream, string Step), Item> Steps { get; init; }

    /// <summary>The items of its streams.</summary>
    public required IReadOnlyDictionary<string, Item> Streams { get; init; }

    /// <summary>The item that says most of a stream, or of a step in it.</summary>
    public Item ItemOf(string? stream, string? step) =>
        stream is null ? Item
        : step is not null && Steps.TryGetValue((stream, step), out var item) ? item
        : Streams.GetValueOrDefault(stream, Item);

    /// <summary>What is wrong with it, and the items that it is about.</summary>
    public IEnumerable<ItemGap> Located(PlanException failure) => failure.Gaps.Select(gap => new ItemGap(gap, ItemOf(gap.Stream, gap.Step)));
}

/// <summary>A class of a test application.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Application">The main assembly of the application.</param>
internal sealed record TestClass(string Name, string Application);
