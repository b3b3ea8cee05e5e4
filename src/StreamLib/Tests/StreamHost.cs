using System.Collections.Immutable;
using StreamLib.Jobs;

namespace StreamLib.Tests;

/// <summary>The host of a stream as a nested test sees it.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Address">The address under test.</param>
public sealed record StreamHost(string Name, string Address)
{
    /// <summary>The address under test.</summary>
    /// <exception cref="TestException">It leads nowhere from the host of this nested test, as 127.0.0.1 of another
    /// machine does.</exception>
    public string Address { get => field.Length > 0 ? field : throw NotReached(); init; } = Address;

    /// <summary>Its further addresses by name, as the inventory has them.</summary>
    public ImmutableSortedDictionary<string, string> Addresses { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    private TestException NotReached() => new(
        "SL5030",
        $"the address of host {Name} does not lead there from the host of this nested test. "
            + $"Give host {Name} an \"address\" in an inventory that the others reach it by.");
}
