using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Chooses tests by their names, and variants by those that they have in reports.</summary>
/// <param name="names">The names, with <c>*</c> and <c>?</c> in them; all tests when there is none.</param>
internal sealed class TestChoice(IReadOnlyCollection<string> names)
{
    /// <summary>Whether it chooses the test, or some of its variants.</summary>
    public bool Takes(Item test) => TakesWhole(test) || VariantsOf(test).Any(variant => Matches(variant.Name));

    /// <summary>The plan of a test that it takes, without the variants that it leaves out: they are other combinations of the same matrix.</summary>
    public Plan Narrowed(Item test, Plan plan) => TakesWhole(test) ? plan : plan with
    {
        Matrix = plan.Matrix with { Excluded = [.. plan.Matrix.Excluded, .. VariantsOf(test).Where(variant => !Matches(variant.Name)).Select(variant => Values(plan, variant))] },
    };

    private static ImmutableSortedDictionary<string, string> Values(Plan plan, Plan variant) =>
        plan.Matrix.Dimensions.ToImmutableSortedDictionary(d => d.Name, d => variant.Parameters[d.Name], StringComparer.Ordinal);

    // What is wrong with a matrix is told where its test is read.
    private static ImmutableArray<Plan> VariantsOf(Item test)
    {
        if (test["Class"] is not null || test["Matrix"] is not { } matrix) return [];
        try
        {
            return (Plan.Named(test.Name) with { Matrix = Matrix.Parse(matrix, test["MatrixExclude"]) }).Variants();
        }
        catch (PlanException)
        {
            return [];
        }
    }

    private bool TakesWhole(Item test) => names.Count == 0 || Matches(test.Name);

    private bool Matches(string name) => names.Any(pattern => NamePattern.Matches(pattern, name));
}
