using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib;

/// <summary>The command lines that run the steps of a plan by hand.</summary>
internal sealed class PlannedLines
{
    // For ports that are chosen when a step starts: the same on every look at a plan, and outside of what systems give away by themselves.
    private const int FirstPort = 20001;

    private readonly Plan plan;
    private readonly ImmutableArray<PlacedStream> streams;
    private readonly ImmutableDictionary<string, string> addresses;
    private readonly JobOptions options;
    private readonly Dictionary<(string Stream, string Step), ImmutableSortedDictionary<string, int>> ports = [];
    private readonly string home;
    private readonly ImmutableSortedDictionary<string, string> peers;

    public PlannedLines(
        Plan plan, ImmutableArray<PlacedStream> streams, ImmutableDictionary<string, string> addresses, JobOptions options, string home)
    {
        this.home = home;
        (this.plan, this.streams, this.addresses, this.options) = (plan, streams, addresses, options);
        var next = FirstPort;
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var stream in streams)
        {
            var known = new StreamPorts(stream.Declared);
            foreach (var step in stream.Declared.Steps)
            {
                var own = NamedPort.Of(step).ToImmutableSortedDictionary(port => port.Name, port => port.Choice.Number ?? next++);
                known.Set(step.Name, ports[(stream.Name, step.Name)] = own);
            }

            foreach (var (name, value) in Peers.VariablesOf(stream, addresses[stream.Name], known)) variables[name] = value;
        }

        peers = variables.ToImmutable();
    }

    /// <summary>The line for a step; <c>null</c> where there is none.</summary>
    public string? Of(PlacedStream stream, Step step)
    {
        var parameters = NestedEnvironment.Parameters(plan, stream, step, options.Parameters, options.Secrets);
        var hand = new ByHand
        {
            Stream = stream.Name,
            Test = plan.Name,
            // The application of a class and a payload are on this machine until the run ships them.
            Way = step.Action is StepAction.TestClass || stream.Declared.PayloadOf(step) is not null
                ? ByHandWay.Here
                : ByHandWay.To(stream.Host, options.SshConfig is { } config ? Path.Combine(home, config) : null),
            Folder = home,
            Payload = stream.Declared.PayloadOf(step),
            Parameters = parameters,
            Variables = Variables(stream, step, parameters),
            Peers = peers,
            Secrets = options.Secrets,
            Streams = streams.Select(s => (s.Name, addresses[s.Name])),
        };
        return step.Action switch
        {
            StepAction.Command command => hand.Command(command.Line),
            StepAction.Script script => hand.Script(script),
            StepAction.TestClass test => hand.TestClass($"dotnet {ShellQuote.Word(test.Application)} run {ShellQuote.Word(test.Name)}"),
            StepAction.Barrier barrier => $"dotnet streams sync barrier {ShellQuote.Word(barrier.Name)} {Count(barrier.Count)}",
            _ => null,
        };
    }

    private ImmutableSortedDictionary<string, string> Variables(PlacedStream stream, Step step, ImmutableSortedDictionary<string, string> parameters)
    {
        var variables = peers.ToBuilder();
        foreach (var (name, value) in parameters) variables[VariableName.OfParameter(name)] = value;
        foreach (var (name, port) in ports[(stream.Name, step.Name)]) variables[StreamVariables.OwnPort(name)] = Text(port);
        if (stream.Declared.PayloadOf(step) is { } payload) variables[StreamRun.PayloadVariable] = payload;
        return variables.ToImmutable();
    }

    // A server of one's own knows no streams: there a number says whom to wait for.
    private string Count(string count) => count switch
    {
        "all" => Text(streams.Count(s => !s.Declared.Background)),
        _ when count.StartsWith("role:", StringComparison.Ordinal) => Text(streams.Count(s => s.Role == count["role:".Length..])),
        _ => count,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
