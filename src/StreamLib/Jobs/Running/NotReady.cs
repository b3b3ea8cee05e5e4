using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Finds out why a step did not get ready.</summary>
internal static partial class NotReady
{
    private const int MostPorts = 5;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    /// <summary>What a gate of a port could wait for in vain, as the end of a sentence.</summary>
    /// <param name="host">The host.</param>
    /// <param name="process">What was to listen there; <c>null</c> when it is in this process.</param>
    /// <param name="port">The port.</param>
    public static async Task<string> OfPortAsync(Host host, HostProcess? process, int port)
    {
        var nothing = string.Create(CultureInfo.InvariantCulture, $": nothing listens on TCP port {port}");
        using var limit = new CancellationTokenSource(LongestLook);
        try
        {
            var own = process is null ? [] : await host.FindPortsOfAsync(process, limit.Token).ConfigureAwait(false);
            var udp = own.FirstOrDefault(p => p.Protocol == "UDP" && p.Number == port);
            if (udp is not null)
                return $"{nothing}; the step uses {udp}, and a gate of a port waits for TCP: wait for its output or for a file instead";
            return own.IsEmpty ? $"{nothing}, and the step listens on no other port" : $"{nothing}; the step listens on {Names(own)}";
        }
        catch (Exception e) when (e is StreamLibException or OperationCanceledException)
        {
            return nothing;
        }
    }

    /// <summary>Who has the ports that a step wanted, when it says that they are in use; as the end of a sentence.</summary>
    /// <param name="host">The host.</param>
    /// <param name="reason">What the step said.</param>
    /// <param name="ports">The ports that it was given.</param>
    public static async Task<string> HoldersAsync(Host host, string reason, IEnumerable<int> ports)
    {
        if (!InUse().IsMatch(reason)) return "";
        var named = Number().Matches(reason).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture));
        using var limit = new CancellationTokenSource(LongestLook);
        try
        {
            foreach (var number in named.Concat(ports).Where(n => n is > 0 and < 65536).Distinct().Take(MostPorts))
            {
                foreach (var protocol in new[] { "tcp", "udp" })
                {
                    if (await host.FindHolderAsync(number, protocol, limit.Token).ConfigureAwait(false) is { } who)
                        return FormattableString.Invariant($"; {protocol.ToUpperInvariant()} port {number} is held by {who}");
                }
            }
        }
        catch (Exception e) when (e is StreamLibException or OperationCanceledException)
        {
            // The host cannot be asked; what the step said remains.
        }

        return "";
    }

    private static string Names(ImmutableArray<ListeningPort> ports) =>
        string.Join(", ", ports.Take(MostPorts))
        + (ports.Length > MostPorts ? FormattableString.Invariant($" and {ports.Length - MostPorts} more") : "");

    [GeneratedRegex(
        "address (?:is )?(?:already )?in use|EADDRINUSE|Only one usage of each socket|port .{0,20}(?:already )?in use|cannot bind",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InUse();

    [GeneratedRegex(@"(?<![\w.])\d{1,5}(?![\w.])|(?<=[:\]])\d{1,5}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
