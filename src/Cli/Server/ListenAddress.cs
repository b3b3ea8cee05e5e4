using System.Globalization;
using System.Net;

namespace StreamLib.Cli.Server;

/// <summary>Where a server is to listen, as a person writes it.</summary>
internal static class ListenAddress
{
    /// <summary>Reads <c>127.0.0.1:4711</c>, <c>[::1]:4711</c>, <c>localhost:4711</c> or <c>4711</c>.</summary>
    public static IPEndPoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var (host, digits) = colon < 0 ? ("localhost", text) : (text[..colon], text[(colon + 1)..]);
        return ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && AddressOf(host) is { } address
            ? new IPEndPoint(address, port)
            : throw new ToolException(
                "SL4101",
                $"--listen {text}: write IP:PORT, as in 127.0.0.1:4711, [::1]:4711 or 0.0.0.0:4711, or a PORT on loopback; port 0 takes a free one.");
    }

    /// <summary>How a client on this machine, or elsewhere, finds the server.</summary>
    public static string ForClients(IPEndPoint listening) =>
        listening.Address.Equals(IPAddress.Any) || listening.Address.Equals(IPAddress.IPv6Any)
            ? string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{listening.Port}")
            : $"{listening}";

    // 4711 alone, and 1.2, are addresses too for those who parse them; nobody who writes them here means that.
    private static IPAddress? AddressOf(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        ['[', .. var inner, ']'] => inner.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(inner, out var six) ? six : null,
        _ => host.Count(c => c == '.') == 3 && IPAddress.TryParse(host, out var four) ? four : null,
    };
}
