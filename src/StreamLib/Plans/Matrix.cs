using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>A parameter and the values that a matrix gives it.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Values">The values, in the order in which their variants run.</param>
public sealed record MatrixDimension(string Name, ImmutableArray<string> Values);

/// <summary>The variants of a test: one for each combination of the values of some parameters, without those that are excluded.</summary>
public sealed record Matrix
{
    /// <summary>How many variants a test may have; 1,000.</summary>
    public const int MostVariants = 1000;

    /// <summary>No variants: the test runs once, as it is.</summary>
    public static Matrix None { get; } = new();

    /// <summary>The parameters with their values; the last one varies fastest.</summary>
    public ImmutableArray<MatrixDimension> Dimensions { get; init; } = [];

    /// <summary>What is left out: every variant that has all the values of one of these.</summary>
    public ImmutableArray<ImmutableSortedDictionary<string, string>> Excluded { get; init; } = [];

    /// <summary>Whether there is nothing to vary.</summary>
    public bool IsEmpty => Dimensions.IsEmpty && Excluded.IsEmpty;

    /// <summary>Adds a parameter with its values.</summary>
    public Matrix Vary(string name, params IEnumerable<string> values) => this with { Dimensions = Dimensions.Add(new(name, [.. values])) };

    /// <summary>Leaves out the variants that have all these values.</summary>
    public Matrix Exclude(params IEnumerable<(string Name, string Value)> values)
    {
        var excluded = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values) excluded[name] = value;
        return this with { Excluded = Excluded.Add(excluded.ToImmutable()) };
    }

    /// <summary>Reads a matrix as it is written: <c>test=TCP_STREAM,TCP_RR;size=1,64</c>, and what is left out of it: <c>test=TCP_RR,size=64;test=TCP_STREAM,size=1</c>.
    /// Blanks around names and values are not part of them; values with commas or semicolons can be given in C# only.</summary>
    /// <param name="vary">The parameters with their values; empty for no matrix.</param>
    /// <param name="exclude">What is left out; by default nothing.</param>
    /// <exception cref="PlanException">One of them is not written so; all that is wrong is named at once.</exception>
    public static Matrix Parse(string vary, string? exclude = null)
    {
        ArgumentNullException.ThrowIfNull(vary);
        var gaps = new List<PlanGap>();
        var matrix = None;
        foreach (var part in Parts(vary))
        {
            if (Pair(part) is not var (name, values)) gaps.Add(new("SL1073", $"'{part}' is no part of a matrix: write NAME=VALUE,VALUE."));
            else matrix = matrix.Vary(name, values.Split(',', StringSplitOptions.TrimEntries));
        }

        foreach (var part in Parts(exclude ?? ""))
        {
            var pairs = part.Split(',', StringSplitOptions.TrimEntries).Select(Pair).ToArray();
            if (pairs.All(p => p is not null)) matrix = matrix.Exclude(pairs.Select(p => p!.Value));
            else gaps.Add(new("SL1073", $"'{part}' is nothing that can be left out of a matrix: write NAME=VALUE,NAME=VALUE."));
        }

        return gaps.Count == 0 ? matrix : throw new PlanException(gaps);
    }

    /// <summary>The matrix as <see cref="Parse"/> reads it, without what is left out.</summary>
    public override string ToString() => string.Join(';', Dimensions.Select(d => $"{d.Name}={string.Join(',', d.Values)}"));

    private static string[] Parts(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static (string Name, string Value)? Pair(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? (text[..at].TrimEnd(), text[(at + 1)..].TrimStart())
        : null;
}
