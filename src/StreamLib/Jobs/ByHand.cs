using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What a person types on the stream's host to run a nested test by hand.</summary>
internal static class ByHand
{
    private const int Most = 64;
    private const string OfStreams = "STREAM_";

    /// <summary>The line for a step that runs.</summary>
    public static string Of(
        TestRun test, StreamRun stream, StepAction action, string line, ImmutableSortedDictionary<string, string> parameters, ImmutableSortedDictionary<string, string> variables) => action is StepAction.TestClass
        ? TestClass(line["exec ".Length..], test.Streams.Select(s => (s.Name, s.Address)), stream.Name, parameters, test.Job.Secrets)
        : Command(line, variables, test.Peers.Variables, NestedEnvironment.Hidden(test.Job.Secrets));

    /// <summary>The same line in the folder that was shipped for it, if any was.</summary>
    public static string In(string? payload, string line) => payload is null ? line : $"cd {ShellQuote.Word(payload)} && {line}";

    /// <summary>For a command line: with its variables.</summary>
    /// <remarks>Of very many streams only those that the line names: the others are in the file of the parameters.</remarks>
    public static string Command(
        string line, ImmutableSortedDictionary<string, string> variables, ImmutableSortedDictionary<string, string> peers, ImmutableSortedDictionary<string, string> hidden) =>
        $"{string.Concat(variables.Where(v => peers.Count <= Most || !v.Key.StartsWith(OfStreams, StringComparison.Ordinal) || (line.Contains(OfStreams, StringComparison.Ordinal) && line.Contains(v.Key, StringComparison.Ordinal)) || !peers.ContainsKey(v.Key)).Select(v => hidden.TryGetValue(v.Key, out var origin) ? $"{v.Key}=\"${origin}\" " : $"{v.Key}={ShellQuote.Word(v.Value)} "))}sh -c {ShellQuote.Word(line)}";

    /// <summary>For a nested test class: <paramref name="line"/> with its parameters and the streams of the test.</summary>
    public static string TestClass(
        string line,
        IEnumerable<(string Name, string Address)> streams,
        string stream,
        ImmutableSortedDictionary<string, string> parameters,
        ImmutableSortedDictionary<string, Secret> secrets) =>
        $"{line} --streams {ShellQuote.Word(string.Join(',', streams.Select(s => $"{s.Name}={s.Address}")))} --as {ShellQuote.Word(stream)}"
            + string.Concat(parameters.Select(p => Option(p, ParameterNames.Merge<Secret>(secrets))));

    private static string Option(KeyValuePair<string, string> parameter, ImmutableSortedDictionary<string, Secret> secrets) =>
        secrets.TryGetValue(parameter.Key, out var secret)
            ? $" --secret {ShellQuote.Word($"{parameter.Key}={secret.Origin}")}"
            : $" --param {ShellQuote.Word($"{parameter.Key}={parameter.Value}")}";
}
