using System.Net;
using System.Text.RegularExpressions;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>
/// Whether the address of a stream leads there from another stream. A loopback address never leaves its own network: two machines behind
/// forwarded ports of 127.0.0.1 would each reach themselves.
/// </summary>
internal static class AddressReach
{
    /// <summary>The streams whose addresses mean something else, or nothing, where a stream runs.</summary>
    public static IEnumerable<StreamRun> NotFrom(TestRun test, StreamRun from) => test.Streams.Where(to => !IsReached(from, to));

    /// <summary>Refuses a step that uses the address of a stream that cannot be reached from its own.</summary>
    /// <exception cref="HostException">Its command line or script names the variable of such an address.</exception>
    public static void Check(TestRun test, StreamRun from, Step step)
    {
        string? text = null;
        foreach (var to in NotFrom(test, from))
        {
            var variable = StreamVariables.Address(to.Name);
            text ??= TextOf(step.Action);
            if (!Regex.IsMatch(text, $@"\b{variable}\b")) continue;
            throw HostErrors.NotReached(
                to.Placed.Host, to.Address, from.Placed.Host, $"step {step.Name} of stream {from.Name} uses {variable}");
        }
    }

    private static bool IsReached(StreamRun from, StreamRun to)
    {
        if (from.Placed.Host.Name == to.Placed.Host.Name || !IsOfOneMachine(to.Address)) return true;
        // The zone of a link-local address is one of this machine.
        if (to.Address.Contains('%', StringComparison.Ordinal)) return from.IsHere;
        if (NetworkOf(from) is { } here && NetworkOf(to) is { } there) return here == there;
        return !IsElsewhere(from) && !IsElsewhere(to);
    }

    private static bool IsOfOneMachine(string address) => IPAddress.TryParse(address, out var ip)
        ? IPAddress.IsLoopback(ip) || (ip.IsIPv6LinkLocal && address.Contains('%', StringComparison.Ordinal))
        : address.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || address.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static string? NetworkOf(StreamRun stream) => stream.IsOpen ? stream.Host.Network : null;

    private static bool IsElsewhere(StreamRun stream) => stream.Placed.Host.Way.Any(hop => hop.Kind is not ("local" or "exec"));

    private static string TextOf(StepAction action) => action switch
    {
        StepAction.Command command => command.Line,
        StepAction.Script script => $"{File.ReadAllText(script.Path)} {script.Arguments}",
        _ => "",
    };
}
