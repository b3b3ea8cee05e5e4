using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What a nested test is told: its parameters, who else takes part and where, in the environment and as JSON.</summary>
internal static class NestedEnvironment
{
    /// <summary>The variable that names the class for which a process is started, until its test application takes over.</summary>
    public const string ClassVariable = "STREAMLIB_CLASS";

    /// <summary>The parameters of one step, in the order test, stream, step, host, command line: the later goes before the earlier.</summary>
    public static ImmutableSortedDictionary<string, string> Parameters(TestRun test, StreamRun stream, Step step) =>
        Parameters(test.Plan, stream.Placed, step, test.Job.Parameters, test.Job.Secrets);

    /// <inheritdoc cref="Parameters(TestRun, StreamRun, Step)"/>
    public static ImmutableSortedDictionary<string, string> Parameters(
        Plan plan, PlacedStream stream, Step step, ImmutableSortedDictionary<string, string> given, ImmutableSortedDictionary<string, Secret> secrets) =>
        ParameterNames.Merge(
            plan.Parameters,
            stream.Declared.Parameters,
            step.Parameters,
            stream.Host.Parameters,
            given,
            secrets.Select(secret => KeyValuePair.Create(secret.Key, secret.Value.Value)));

    /// <summary>The parameters of a whole test that are no secrets, in the order test, command line.</summary>
    public static ImmutableSortedDictionary<string, string> Open(
        Plan plan, ImmutableSortedDictionary<string, string> given, ImmutableSortedDictionary<string, Secret> secrets) =>
        ParameterNames.Merge(plan.Parameters, given).RemoveRange(secrets.Keys);

    /// <summary>The variables that say what is tested with what: those a person sets to run the nested test by hand.</summary>
    public static ImmutableSortedDictionary<string, string> Public(
        TestRun test, StreamRun stream, ImmutableSortedDictionary<string, string> parameters, ImmutableSortedDictionary<string, int> ports)
    {
        var variables = test.Peers.VariablesFor(stream).ToBuilder();
        foreach (var (name, value) in parameters) variables[VariableName.OfParameter(name)] = value;
        foreach (var (name, number) in ports) variables[StreamVariables.OwnPort(name)] = number.ToString(CultureInfo.InvariantCulture);
        return variables.ToImmutable();
    }

    /// <summary>The variables of secret parameters, and the variables of the person from which they come.</summary>
    public static ImmutableSortedDictionary<string, string> Hidden(ImmutableSortedDictionary<string, Secret> secrets) => secrets.ToImmutableSortedDictionary(
        secret => VariableName.OfParameter(secret.Key), secret => secret.Value.Origin["env:".Length..], StringComparer.Ordinal);

    /// <summary>The same as JSON, for the file of <c>STREAMLIB_PARAMS</c>.</summary>
    public static string Json(TestRun test, StreamRun stream, ImmutableSortedDictionary<string, string> parameters)
    {
        var own = new JsonObject { ["params"] = new JsonObject(parameters.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value))) };
        // Two objects in one: without the line that ends the first, and the brace that begins the second.
        return $"{own.ToJsonString(Peers.Indented)[..^"\n}".Length]},{test.Peers.JsonFor(stream)[1..]}";
    }
}
