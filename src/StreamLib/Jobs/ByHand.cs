using System.Collections.Immutable;
using System.Text.Json.Nodes;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The line that runs a nested test by hand. It can be pasted as it is into a terminal of this machine, from any folder, also
/// after the run; it is one line whatever it holds.</summary>
internal sealed class ByHand
{
    private const int Most = 64;
    private const string OfStreams = "STREAM_";
    private const string Output = "STREAMLIB_OUTPUT=\"$(mktemp -d)\"";

    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>The multi-stream test.</summary>
    public required string Test { get; init; }

    /// <summary>The way to the host; empty for this machine.</summary>
    public ByHandWay Way { get; init; } = ByHandWay.Here;

    /// <summary>The folder of this machine in which steps without a host of their own run.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder that was shipped for it, where it runs; <c>null</c> when none was.</summary>
    public string? Payload { get; init; }

    /// <summary>The parameters.</summary>
    public required ImmutableSortedDictionary<string, string> Parameters { get; init; }

    /// <summary>The variables that say what is tested with what.</summary>
    public required ImmutableSortedDictionary<string, string> Variables { get; init; }

    /// <summary>Those of <see cref="Variables"/> that say where the streams are.</summary>
    public required ImmutableSortedDictionary<string, string> Peers { get; init; }

    /// <summary>The parameters that are secret.</summary>
    public required ImmutableSortedDictionary<string, Secret> Secrets { get; init; }

    /// <summary>The streams of the test.</summary>
    public required IEnumerable<(string Name, string Address)> Streams { get; init; }

    /// <summary>For a command line.</summary>
    public string Command(string line) => OnHost(line, read: line, script: null);

    /// <summary>For a script file of this machine.</summary>
    public string Script(StepAction.Script script)
    {
        var path = Path.GetFullPath(script.Path, Folder);
        var there = Way.IsHere ? ShellQuote.Word(path) : "\"$STREAMLIB_OUTPUT/step.sh\"";
        var run = $"exec /bin/sh {there} {script.Arguments}".TrimEnd();
        return OnHost(
            Way.IsHere ? run : $"cat >{there} && {run} </dev/null",
            read: $"{ScriptText.Of(path)} {script.Arguments}",
            script: Way.IsHere ? null : path);
    }

    /// <summary>For a nested test class: <paramref name="line"/> with its parameters and the streams of the test.</summary>
    public string TestClass(string line)
    {
        var secrets = ParameterNames.Merge<Secret>(Secrets);
        var parameters = Parameters.Select(p => secrets.TryGetValue(p.Key, out var secret)
            ? $" --secret {ShellQuote.Word($"{p.Key}={secret.Origin}")}"
            : $" --param {Quoted($"{p.Key}={p.Value}")}");
        var streams = string.Join(',', Streams.Select(s => $"{s.Name}={s.Address}"));
        var all = $"{line} --streams {ShellQuote.Word(streams)} --as {ShellQuote.Word(Stream)}{string.Concat(parameters)}";
        if (Payload is not null) all = Way.IsHere ? $"({InPayload()}{all})" : InPayload() + all;
        return Way.Over(all, [.. Secrets.Values.Select(s => Origin(s)).Distinct().Select(name => (name, name))], script: null);
    }

    private string OnHost(string line, string read, string? script)
    {
        var hidden = NestedEnvironment.Hidden(Secrets);
        var secret = hidden.Where(h => Variables.ContainsKey(h.Key)).Select(h => (h.Key, h.Value)).ToImmutableArray();
        var namesStreams = line.Contains(OfStreams, StringComparison.Ordinal);
        var assigned = Variables.Where(v => IsNamed(v.Key, namesStreams ? line : "")).Select(v => (v.Key, Value: Quoted(v.Value)));
        // On a host they come over its input, not on a command line.
        assigned = Way.IsHere
            ? assigned.Select(v => hidden.TryGetValue(v.Key, out var origin) ? (v.Key, $"\"${origin}\"") : v)
            : assigned.Where(v => !hidden.ContainsKey(v.Key));
        var (before, own) = Own(read);
        var words = string.Join(' ', [.. own, .. assigned.Select(v => $"{v.Key}={v.Item2}"), $"sh -c {Quoted(line)}"]);
        if (!Way.IsHere) return Way.Over($"{InPayload()}{string.Concat(before.Select(b => $"{b} && "))}{words}", secret, script);
        return $"({string.Join(" && ", [$"cd {Quoted(Payload ?? Folder)}", .. before, words])}) </dev/null";
    }

    private string InPayload() => Payload is null ? "" : $"cd {Quoted(Payload)} && ";

    // What a job tells a nested test, as far as it is asked for it.
    private (List<string> Before, List<string> Variables) Own(string read)
    {
        var (before, own) = (new List<string>(), new List<string> { Output, $"STREAMLIB_STREAM={ShellQuote.Word(Stream)}" });
        bool Names(string word) => read.Contains(word, StringComparison.Ordinal);
        if (Names("STREAMLIB_TEST")) own.Add($"STREAMLIB_TEST={ShellQuote.Word(Test)}");
        if (Names("STREAMLIB_JOB")) own.Add("STREAMLIB_JOB=by-hand");
        if (Names("STREAMLIB_PARAMS"))
        {
            before.Add($"p=$(mktemp) && printf %s {Quoted(Json())} >\"$p\"");
            own.Add("STREAMLIB_PARAMS=\"$p\"");
        }

        if (Names("stream-sync") || Names("STREAM_SYNC"))
        {
            var asks = ShellQuote.Word($"exec {Tool()} sync \"$@\"");
            before.Add($"d=$(mktemp -d) && printf '%s\\n' '#!/bin/sh' {asks} >\"$d/stream-sync\" && chmod +x \"$d/stream-sync\"");
            own.AddRange(["STREAM_SYNC=\"$d/stream-sync\"", "PATH=\"$d:$PATH\""]);
        }

        return (before, own);
    }

    // Without the secrets: it is in a log.
    private string Json() => new JsonObject
    {
        ["params"] = new JsonObject(Parameters.Where(p => !IsSecret(p.Key)).Select(p => Entry(p.Key, p.Value))),
        ["streams"] = new JsonObject(Streams.Select(s => Entry(s.Name, new JsonObject { ["address"] = s.Address }))),
    }.ToJsonString();

    private static KeyValuePair<string, JsonNode?> Entry(string name, JsonNode value) => new(name, value);

    // Of very many streams only those that the line names: the others are in the file of the parameters.
    private bool IsNamed(string variable, string line) =>
        Peers.Count <= Most || !variable.StartsWith(OfStreams, StringComparison.Ordinal) || !Peers.ContainsKey(variable)
        || line.Contains(variable, StringComparison.Ordinal);

    // The tool may run without being installed.
    private static string Tool() =>
        Environment.GetCommandLineArgs() is [var program, ..] && Path.GetFileName(program) == "dotnet-streams.dll"
        ? $"dotnet {ShellQuote.Word(Path.GetFullPath(program))}"
        : "dotnet streams";

    private bool IsSecret(string parameter) => Secrets.Keys.Any(name => string.Equals(name, parameter, StringComparison.OrdinalIgnoreCase));

    private static string Origin(Secret secret) => secret.Origin["env:".Length..];

    /// <summary>The text as one word on one line.</summary>
    internal static string Quoted(string text) =>
        text.Any(char.IsControl) ? $"\"$(printf %b {ShellQuote.Word(ShellQuote.Escape(text))})\"" : ShellQuote.Word(text);
}
