using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Plans;

/// <summary>Checks the matrix of a plan.</summary>
internal static class MatrixRules
{
    /// <summary>What is wrong with it by itself.</summary>
    public static IEnumerable<PlanGap> Of(Plan plan)
    {
        var dimensions = plan.Matrix.Dimensions;
        foreach (var dimension in dimensions.Where(d => string.IsNullOrWhiteSpace(d.Name)))
            yield return new("SL1074", $"The matrix of {plan.Name} varies a parameter without a name ({string.Join(", ", dimension.Values)}).");
        foreach (var twice in dimensions.GroupBy(d => d.Name, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            yield return new("SL1074", $"The matrix of {plan.Name} varies {twice.Key} twice: give all its values at once.");
        foreach (var dimension in dimensions.Where(d => d.Values.IsEmpty))
            yield return new("SL1074", $"The matrix of {plan.Name} varies {dimension.Name}, but gives it no values.");
        foreach (var dimension in dimensions)
        {
            foreach (var value in dimension.Values.GroupBy(v => v, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
                yield return new("SL1074", $"The matrix of {plan.Name} gives {dimension.Name} the value '{value.Key}' twice.");
        }

        foreach (var (name, value) in plan.Matrix.Excluded.SelectMany(e => e).Distinct())
        {
            if (dimensions.FirstOrDefault(d => d.Name == name) is not { } dimension)
                yield return new("SL1075", $"The matrix of {plan.Name} leaves out {name}={value}, but does not vary {name}. It varies: {Names(dimensions)}.");
            else if (!dimension.Values.Contains(value))
                yield return new("SL1075", $"The matrix of {plan.Name} leaves out {name}={value}, which it does not have. It has: {string.Join(", ", dimension.Values)}.");
        }

        if (plan.Matrix.Excluded.Any(e => e.IsEmpty))
            yield return new("SL1075", $"The matrix of {plan.Name} leaves out nothing in particular: name at least one value.");
    }

    /// <summary>What the parameters of the command line have to do with it: they choose among its values.</summary>
    public static IEnumerable<PlanGap> OfGiven(Plan plan, ImmutableSortedDictionary<string, string> given) =>
        from dimension in plan.Matrix.Dimensions
        where given.ContainsKey(dimension.Name) && !dimension.Values.Contains(given[dimension.Name])
        select new PlanGap("SL1079", $"{plan.Name} has no variant with {dimension.Name}={given[dimension.Name]}. It has: {string.Join(", ", dimension.Values)}.");

    /// <summary>What else may not name what a matrix varies, since all its variants would be the same.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="who">Who gives the parameters, as in <c>Host h1</c>.</param>
    /// <param name="names">The names of the parameters.</param>
    public static IEnumerable<PlanGap> OfOthers(Plan plan, string who, IEnumerable<string> names) =>
        from dimension in plan.Matrix.Dimensions
        where names.Contains(dimension.Name, StringComparer.OrdinalIgnoreCase)
        select new PlanGap("SL1080", $"{who} sets the parameter {dimension.Name}, which the matrix of {plan.Name} varies: all its variants would be the same there. Rename one of them.") { Test = plan.Name };

    public static PlanGap TooMany(Plan plan, double count) => new("SL1076", string.Create(CultureInfo.InvariantCulture,
        $"The matrix of {plan.Name} makes {count:0} variants; {Matrix.MostVariants} are the most. Vary less, leave out more, or choose values on the command line."));

    private static string Names(ImmutableArray<MatrixDimension> dimensions) => dimensions.IsEmpty ? "nothing" : string.Join(", ", dimensions.Select(d => d.Name));
}
