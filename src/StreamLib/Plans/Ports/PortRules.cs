using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>Checks the ports of a plan, and the variables by which its commands ask for them.</summary>
internal static partial class PortRules
{
    private const int LongestScript = 1 << 20;

    /// <summary>What is wrong with the ports of one step.</summary>
    public static IEnumerable<PlanGap> OfStep(string where, Step step)
    {
        foreach (var port in step.Ports.Where(port => !NamedPort.IsName(port.Name)))
            yield return new("SL1125", $"{where} has a port '{port.Name}': the name of a port is a letter, then letters, digits, - and _.");
        foreach (var same in step.Ports.GroupBy(port => StreamVariables.OwnPort(port.Name)).Where(g => g.Skip(1).Any()))
            yield return new("SL1125", $"{where} has the ports {string.Join(" and ", same.Select(port => port.Name))}, which become "
                + $"the same environment variable, {same.Key}: give each a name of its own.");
        foreach (var gap in GatePorts.Of(where, step)) yield return gap;
    }

    /// <summary>The variables in the commands and scripts of a plan that would mean several ports, or none.</summary>
    public static IEnumerable<PlanGap> OfText(Plan plan)
    {
        var streams = plan.Streams.Select(s => (Stream: s, Ports: PortKey.Of(s))).Where(s => !s.Ports.IsEmpty).ToArray();
        if (streams.Length == 0) yield break;
        foreach (var (who, stream, step, text) in Texts(plan))
        {
            foreach (var variable in OfStreams().Matches(text).Select(m => m.Value).Distinct().Where(v => !Assigns(text, v)))
            {
                if (Unset(plan, variable) is { } why)
                    yield return new("SL1124", $"{who} uses {variable}, {why}") { Stream = stream, Step = step?.Name };
            }

            if (step is null || step.Ports.IsEmpty) continue;
            var own = NamedPort.Of(step).Select(port => StreamVariables.OwnPort(port.Name)).ToArray();
            var written = OfStep().Matches(text).Select(m => m.Groups[1].Value).Distinct();
            foreach (var variable in written.Where(v => !own.Contains(v) && !Assigns(text, v)))
            {
                var why = $"{who} uses {variable}, but the step has {string.Join(" and ", own)}: write one of them.";
                yield return new("SL1124", why) { Stream = stream, Step = step.Name };
            }
        }
    }

    // What is wrong with a variable that looks like a port of a stream; null when it is set, or has nothing to do with ports.
    private static string? Unset(Plan plan, string variable)
    {
        // The longest name: the stream web-1 is not meant by what belongs to web-12 or web-1-a.
        var meant = (from stream in plan.Streams
                     from name in StreamNames.Of(stream)
                     let prefix = $"STREAM_{VariableName.Of(name)}_"
                     where variable.StartsWith(prefix, StringComparison.Ordinal)
                     orderby prefix.Length descending
                     select (Stream: stream, Name: name, After: variable[prefix.Length..])).ToArray();
        foreach (var (stream, name, _) in meant)
        {
            var ports = PortKey.Of(stream);
            if (ports.Any(p => StreamVariables.Port(name, p.Key.Step, p.Key.Name) == variable)) return null;
            if (PortKey.IsPlain(ports) && StreamVariables.Port(name) == variable) return null;
        }

        if (meant.Length == 0) return null;
        var (owner, called, rest) = meant[0];
        var its = PortKey.Of(owner);
        if (its.IsEmpty || !$"_{rest}_".Contains("_PORT_", StringComparison.Ordinal)) return null;
        var write = string.Join(" or ", its.Select(p => StreamVariables.Port(called, p.Key.Step, p.Key.Name)).Distinct());
        return rest == "PORT"
            ? $"but stream {called} has several ports: write {write}."
            : $"but stream {called} has no such port: write {write}{(PortKey.IsPlain(its) ? $", or {StreamVariables.Port(called)}" : "")}.";
    }

    private static IEnumerable<(string Who, string? Stream, Step? Step, string Text)> Texts(Plan plan)
    {
        foreach (var line in plan.OnFailure) yield return ($"OnFailure of {plan.Name}", null, null, line);
        foreach (var stream in plan.Streams)
        {
            foreach (var line in stream.OnFailure)
                yield return ($"OnFailure of stream {stream.Name} of {plan.Name}", stream.Name, null, line);
            foreach (var step in stream.Steps)
            {
                var who = $"Step {stream.Name}/{step.Name} of {plan.Name}";
                if (step.Cleanup is { } cleanup)
                    yield return ($"Cleanup of step {stream.Name}/{step.Name} of {plan.Name}", stream.Name, step, cleanup);
                if (step.Action is StepAction.Command command) yield return (who, stream.Name, step, command.Line);
                if (step.Action is StepAction.Script script)
                    yield return ($"{who} ({Path.GetFileName(script.Path)})", stream.Name, step,
                        $"{Content(script.Path)}\n{script.Arguments}");
            }
        }
    }

    // That a script cannot be read is found elsewhere.
    private static string Content(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: < LongestScript } ? Comment().Replace(File.ReadAllText(path), "") : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // A variable of the script's own.
    private static bool Assigns(string text, string variable) =>
        Regex.IsMatch(text, $"(?<![A-Za-z0-9_]){variable}=", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex("(?<![A-Za-z0-9_])STREAM_[A-Z0-9_]*PORT[A-Z0-9_]*(?![A-Za-z0-9_])")]
    private static partial Regex OfStreams();

    [GeneratedRegex(@"\$\{?(PORT(?:_[A-Z0-9_]+)?)(?![A-Za-z0-9_])")]
    private static partial Regex OfStep();

    [GeneratedRegex(@"^\s*#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
