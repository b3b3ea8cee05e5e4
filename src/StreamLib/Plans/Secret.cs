using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>The value of a parameter that nobody may read: it is on no command line, and <c>***</c> in every log, report and output.</summary>
/// <param name="Origin">Where it comes from, as in <c>env:LAB_PASSWORD</c>: what lines to run by hand show instead of it.</param>
/// <param name="Value">The value.</param>
public sealed record Secret(string Origin, string Value)
{
    private const int Shortest = 4;

    /// <summary>Reads <c>NAME=env:VARIABLE</c> pairs, the values from the environment.</summary>
    /// <param name="pairs">The pairs; a later one goes before an earlier one of the same name.</param>
    /// <param name="variable">Gives the value of an environment variable, or <c>null</c>.</param>
    /// <exception cref="PlanException">One of them is no such pair, or its variable is not set, or too short to be hidden.</exception>
    public static ImmutableSortedDictionary<string, Secret> Parse(IEnumerable<string> pairs, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var secrets = ImmutableSortedDictionary.CreateBuilder<string, Secret>(StringComparer.Ordinal);
        foreach (var (name, origin) in Origins(pairs))
        {
            if (!origin.StartsWith("env:", StringComparison.Ordinal))
                throw new PlanException("SL1063", $"Secret {name} gives its value on the command line, where everyone can read it: write {name}=env:VARIABLE, and set the variable.");
            var value = variable(origin["env:".Length..]);
            if (string.IsNullOrEmpty(value))
                throw new PlanException("SL1064", $"Secret {name} comes from the environment variable {origin["env:".Length..]}, which is not set.");
            secrets[name] = new Secret(origin, value).Checked(name);
        }

        return secrets.ToImmutable();
    }

    /// <summary>Reads <c>NAME=env:VARIABLE</c> pairs, and no values.</summary>
    /// <param name="pairs">The pairs; a later one goes before an earlier one of the same name.</param>
    /// <exception cref="PlanException">One of them is no such pair.</exception>
    public static ImmutableSortedDictionary<string, string> Origins(IEnumerable<string> pairs) =>
        // What was written instead may be the value itself: it is not shown.
        ParameterText.Parse(pairs, _ => "a secret is written as NAME=env:VARIABLE, with a name and '='.");

    /// <inheritdoc/>
    public override string ToString() => Origin;

    internal Secret Checked(string name) => Value.Length >= Shortest
        ? this
        : throw new PlanException("SL1065", $"Secret {name} has fewer than {Shortest} characters: hiding it would make everything else unreadable. Give it as a parameter, or make it longer.");
}
