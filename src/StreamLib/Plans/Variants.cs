using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace StreamLib.Plans;

/// <summary>Makes the variants of a plan from its matrix.</summary>
internal static class Variants
{
    private const int LongestName = 100;

    // What is left out is left out of these: looking at more would take too long.
    private const int MostCombinations = 100 * Matrix.MostVariants;

    /// <summary>The variants; to <paramref name="gaps"/> comes all that is wrong with the matrix.</summary>
    public static ImmutableArray<Plan> Of(Plan plan, ImmutableSortedDictionary<string, string> given, List<PlanGap> gaps)
    {
        var own = new List<PlanGap>();
        var variants = plan.Matrix.IsEmpty ? [plan] : Of(own, plan, given);
        gaps.AddRange(own.Select(gap => gap with { Test = plan.Name }));
        return own.Count == 0 ? variants : [];
    }

    private static ImmutableArray<Plan> Of(List<PlanGap> gaps, Plan plan, ImmutableSortedDictionary<string, string> given)
    {
        given = ParameterNames.Merge<string>(given);
        gaps.AddRange([.. MatrixRules.Of(plan), .. MatrixRules.OfGiven(plan, given)]);
        if (gaps.Count > 0) return [];
        ImmutableArray<MatrixDimension> dimensions =
            [.. plan.Matrix.Dimensions.Select(d => given.TryGetValue(d.Name, out var value) ? d with { Values = [value] } : d)];
        var combinations = dimensions.Aggregate(1.0, (count, d) => count * d.Values.Length);
        if (combinations > MostCombinations)
        {
            gaps.Add(MatrixRules.TooMany(plan, combinations));
            return [];
        }

        ImmutableArray<Plan> variants = [.. Combinations(dimensions).Where(c => !IsExcluded(plan, c)).Select(c => Variant(plan, dimensions, c))];
        if (variants.Length > Matrix.MostVariants) gaps.Add(MatrixRules.TooMany(plan, variants.Length));
        if (variants.IsEmpty) gaps.Add(new("SL1077", $"Nothing is left of the matrix of {plan.Name}: leave out less{(given.IsEmpty ? "" : ", or choose other values on the command line")}."));
        gaps.AddRange(
            from same in variants.GroupBy(v => v.Name, StringComparer.OrdinalIgnoreCase)
            where same.Skip(1).Any()
            select new PlanGap("SL1078", $"{same.Count()} variants of {plan.Name} would have the name {same.Key}: {string.Join(" and ", same.Select(v => Described(dimensions, v)))}. Give values that differ in more than case and signs."));
        return variants;
    }

    private static IEnumerable<ImmutableArray<string>> Combinations(ImmutableArray<MatrixDimension> dimensions) => dimensions.Aggregate(
        (IEnumerable<ImmutableArray<string>>)[[]],
        (combinations, dimension) => combinations.SelectMany(c => dimension.Values.Select(c.Add)));

    private static bool IsExcluded(Plan plan, ImmutableArray<string> values) =>
        plan.Matrix.Excluded.Any(excluded => excluded.All(e => values[IndexOf(plan.Matrix.Dimensions, e.Key)] == e.Value));

    private static int IndexOf(ImmutableArray<MatrixDimension> dimensions, string name)
    {
        for (var i = 0; ; i++)
        {
            if (dimensions[i].Name == name) return i;
        }
    }

    private static Plan Variant(Plan plan, ImmutableArray<MatrixDimension> dimensions, ImmutableArray<string> values) => plan with
    {
        Name = Name(plan.Name, values),
        Matrix = Matrix.None,
        Parameters = ParameterNames.Merge(plan.Parameters, dimensions.Select((d, i) => KeyValuePair.Create(d.Name, values[i]))),
    };

    private static string Name(string plan, ImmutableArray<string> values)
    {
        var name = string.Join('-', values.Select(v => v.Length == 0 ? "empty" : string.Concat(v.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'))).Prepend(plan));
        if (name.Length <= LongestName) return name;
        // The values as they are: what is cut off, and what became a _, keeps the names apart.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', values))))[..6];
        return $"{name[..(LongestName - hash.Length - 1)]}-{hash}";
    }

    private static string Described(ImmutableArray<MatrixDimension> dimensions, Plan variant) => string.Join(',', dimensions.Select(d => $"{d.Name}={variant.Parameters[d.Name]}"));
}
