using System.Net;
using System.Text.RegularExpressions;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>
/// Whether the address of a stream leads there from another stream. A loopback address never leaves its own network: two machines behind
/// forwarded ports of 127.0.0.1 would each reach themselves.
/// </summary>
internal static class AddressReach
{
    private static readonly string[] s_namesOfOneMachine =
        ["localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback"];

    /// <summary>The addresses that mean something else, or nothing, where a stream runs.</summary>
    public static IEnumerable<HiddenAddress> NotFrom(TestRun test, StreamRun from) => test.Streams.SelectMany(to => NotFrom(from, to));

    /// <summary>Refuses a step that uses the address of a stream that cannot be reached from its own. The log names the variables that
    /// another one does not find.</summary>
    /// <exception cref="HostException">Its command line or script names the variable of such an address.</exception>
    public static void Check(TestRun test, StreamRun from, Step step)
    {
        string? text = null;
        foreach (var hidden in NotFrom(test, from))
        {
            text ??= TextOf(step.Action);
            var to = hidden.Stream.Placed.Host;
            if (Regex.IsMatch(text, $@"\b{hidden.Variable}\b"))
                throw HostErrors.NotReached(
                    to, hidden.Address, from.Placed.Host, $"step {step.Name} of stream {from.Name} uses {hidden.Variable}");
            if (!test.Peers.IsNewlyHidden(from, hidden.Variable)) continue;
            var note = $"{hidden.Variable} is not set in stream {from.Name}: {hidden.Address} leads from its host to something else. "
                + $"Where the test needs it, give host {to.Name} an \"address\" in an inventory.";
            test.Job.Log(LogSource.Host, note, LogLevel.Detail, test.Plan.Name, from.Name);
        }
    }

    private static IEnumerable<HiddenAddress> NotFrom(StreamRun from, StreamRun to)
    {
        if (!IsReached(from, to, to.Address)) yield return new(to, null, to.Address);
        foreach (var (name, address) in to.Placed.Host.Addresses)
            if (!IsReached(from, to, address)) yield return new(to, name, address);
    }

    private static bool IsReached(StreamRun from, StreamRun to, string address)
    {
        if (from.Placed.Host.Name == to.Placed.Host.Name || !IsOfOneMachine(address)) return true;
        // The zone of a link-local address is one of this machine.
        if (address.Contains('%', StringComparison.Ordinal)) return from.IsHere;
        if (NetworkOf(from) is { } here && NetworkOf(to) is { } there) return here == there;
        return !IsElsewhere(from) && !IsElsewhere(to);
    }

    private static bool IsOfOneMachine(string address) => IPAddress.TryParse(address, out var ip)
        ? IPAddress.IsLoopback(ip) || (ip.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(ip.MapToIPv4()))
            || (ip.IsIPv6LinkLocal && address.Contains('%', StringComparison.Ordinal))
        : address.TrimEnd('.') is var name && (s_namesOfOneMachine.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    private static string? NetworkOf(StreamRun stream) => stream.IsOpen ? stream.Host.Network : null;

    private static bool IsElsewhere(StreamRun stream) => stream.Placed.Host.Way.Any(hop => hop.Kind is not ("local" or "exec"));

    private static string TextOf(StepAction action) => action switch
    {
        StepAction.Command command => command.Line,
        StepAction.Script script => $"{File.ReadAllText(script.Path)} {script.Arguments}",
        _ => "",
    };
}

/// <summary>An address of a stream that does not lead there from another one.</summary>
/// <param name="Stream">The stream that it is of.</param>
/// <param name="Name">Its name in the inventory; <c>null</c> for the address under test.</param>
/// <param name="Address">The address.</param>
internal readonly record struct HiddenAddress(StreamRun Stream, string? Name, string Address)
{
    /// <summary>The variable that a nested test would have it in.</summary>
    public string Variable => Name is null ? StreamVariables.Address(Stream.Name) : StreamVariables.Address(Stream.Name, Name);
}
