using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>Parameters of several places, and the names that they become as environment variables. Case makes no difference between
/// names.</summary>
internal static class ParameterNames
{
    /// <summary>The parameters of all places; those of a later one take precedence, whatever the case. A name is written as in the first
    /// place that has it.</summary>
    public static ImmutableSortedDictionary<string, T> Merge<T>(params IEnumerable<IEnumerable<KeyValuePair<string, T>>> places)
    {
        var merged = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in places.SelectMany(place => place))
            merged[merged.TryGetKey(name, out var first) ? first : name] = value;
        return merged.ToImmutable();
    }

    /// <summary>Names of one place that become one variable.</summary>
    /// <param name="who">What has the names, as in <c>Host h1</c>.</param>
    /// <param name="names">The names.</param>
    /// <param name="variable">Makes a variable of a name; by default that of a parameter.</param>
    public static IEnumerable<PlanGap> Within(string who, IEnumerable<string> names, Func<string, string>? variable = null) =>
        from same in names.Distinct(StringComparer.Ordinal).GroupBy(variable ?? VariableName.OfParameter, StringComparer.Ordinal)
        where same.Skip(1).Any()
        select new PlanGap("SL1121", $"{who} has {string.Join(" and ", same)}, which become the same environment variable, "
            + $"{same.Key}: rename all but one, or leave them out.");

    /// <summary>Names of two places that are not the same, but become one variable.</summary>
    public static IEnumerable<PlanGap> Between(string who, IEnumerable<string> names, string other, IEnumerable<string> others) =>
        from name in names
        from same in others
        where !IsSame(name, same) && VariableName.Of(name) == VariableName.Of(same)
        select new PlanGap("SL1122", $"{who} sets the parameter {name}, and {other} sets {same}: they become the same environment "
            + $"variable, {VariableName.OfParameter(name)}. Write the name the same in both, or rename one.");

    /// <summary>What is wrong with the parameters that are given for a run.</summary>
    public static IEnumerable<PlanGap> OfGiven(IEnumerable<string> open, IEnumerable<string> secrets) =>
        Within("The command line", open).Concat(Within("The command line", secrets)).Concat(OpenSecrets(open, secrets));

    /// <summary>Each parameter of a place is either open or a secret.</summary>
    public static IEnumerable<PlanGap> OpenSecrets(IEnumerable<string> open, IEnumerable<string> secrets)
    {
        var both = from name in open from secret in secrets where VariableName.Of(name) == VariableName.Of(secret) select (name, secret);
        foreach (var (name, secret) in both)
        {
            yield return new("SL1123", name == secret
                ? $"{name} is given both as a parameter and as a secret: leave one of them out."
                : $"{name} is given as a parameter, and {secret} as a secret: they become the same environment variable, "
                    + $"{VariableName.OfParameter(name)}. Leave one of them out, or rename it.");
        }
    }

    /// <summary>The parameters that are given for a run, the secrets among them.</summary>
    /// <exception cref="PlanException">A name is given twice.</exception>
    public static ImmutableSortedDictionary<string, string> Given(
        ImmutableSortedDictionary<string, string> open, ImmutableSortedDictionary<string, Secret> secrets)
    {
        PlanGap[] gaps = [.. OfGiven(open.Keys, secrets.Keys)];
        return gaps.Length == 0
            ? Merge(open, secrets.Select(secret => KeyValuePair.Create(secret.Key, secret.Value.Value)))
            : throw new PlanException(gaps);
    }

    /// <summary>What is wrong with the parameters of a plan, and with what a run and its hosts give besides.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="others">What the run has besides: who, and the names; empty for the plan alone.</param>
    public static IEnumerable<PlanGap> Of(Plan plan, params IReadOnlyList<(string Who, IEnumerable<string> Names)> others)
    {
        var varied = plan.Matrix.Dimensions.Select(d => d.Name).Distinct().ToArray();
        var test = (Who: plan.Name, Names: plan.Parameters.Keys.Concat(varied).Distinct(StringComparer.OrdinalIgnoreCase).ToArray());
        var isAlone = others.Count == 0;
        if (isAlone)
        {
            var matrix = $"the matrix of {plan.Name}";
            foreach (var gap in Within(test.Who, plan.Parameters.Keys).Concat(Within(Upper(matrix), varied))) yield return gap;
            foreach (var gap in Between(test.Who, plan.Parameters.Keys, matrix, varied)) yield return gap;
        }

        foreach (var gap in Others(test.Who, test.Names)) yield return gap;
        foreach (var stream in plan.Streams)
        {
            var ofStream = $"stream {stream.Name} of {plan.Name}";
            if (isAlone)
            {
                var gaps = Within(Upper(ofStream), stream.Parameters.Keys)
                    .Concat(Between(test.Who, test.Names, ofStream, stream.Parameters.Keys));
                foreach (var gap in gaps) yield return gap with { Stream = stream.Name };
            }

            foreach (var gap in Others(Upper(ofStream), stream.Parameters.Keys)) yield return gap with { Stream = stream.Name };
            foreach (var step in stream.Steps.Where(s => !s.Parameters.IsEmpty))
            {
                var ofStep = $"step {stream.Name}/{step.Name} of {plan.Name}";
                var all = isAlone
                    ? Within(Upper(ofStep), step.Parameters.Keys)
                        .Concat(Between(test.Who, test.Names, ofStep, step.Parameters.Keys))
                        .Concat(Between(Upper(ofStream), stream.Parameters.Keys, ofStep, step.Parameters.Keys))
                    : Others(Upper(ofStep), step.Parameters.Keys);
                foreach (var gap in all) yield return gap with { Stream = stream.Name, Step = step.Name };
            }
        }

        IEnumerable<PlanGap> Others(string who, IEnumerable<string> names) =>
            others.SelectMany(other => Between(who, names, other.Who, other.Names));
    }

    /// <summary>Where a plan or a host gives an open value to what is a secret of the run.</summary>
    public static IEnumerable<string> Hidden(Plan plan, IEnumerable<HostSpec> hosts, IEnumerable<string> secrets) =>
        from secret in secrets
        from place in (IEnumerable<(string Who, IEnumerable<string> Names)>)
        [
            (plan.Name, plan.Parameters.Keys),
            .. plan.Streams.Select(s => ($"stream {s.Name}", s.Parameters.Keys)),
            .. plan.Streams.SelectMany(s => s.Steps.Select(step => ($"step {s.Name}/{step.Name}", step.Parameters.Keys))),
            .. hosts.Select(host => ($"host {host.Name}", host.Parameters.Keys)),
        ]
        where place.Names.Any(name => IsSame(name, secret))
        select $"the secret {secret} takes precedence over the parameter of that name of {place.Who}";

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static string Upper(string who) => char.ToUpperInvariant(who[0]) + who[1..];
}
