using System.Collections.Immutable;

namespace StreamLib.Tests;

/// <summary>The host of a stream as a nested test sees it.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Address">The address under test.</param>
public sealed record StreamHost(string Name, string Address)
{
    /// <summary>Its further addresses by name, as the inventory has them.</summary>
    public ImmutableSortedDictionary<string, string> Addresses { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
