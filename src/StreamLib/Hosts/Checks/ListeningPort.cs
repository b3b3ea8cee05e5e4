using System.Globalization;
using System.Net;

namespace StreamLib.Hosts;

/// <summary>A port that a process listens on, or has bound where there is no listening.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Address">Its address; that of all interfaces is 0.0.0.0 or ::.</param>
/// <param name="Number">Its number.</param>
internal sealed record ListeningPort(string Protocol, IPAddress Address, int Number)
{
    /// <summary>As in <c>TCP port 80 of 127.0.0.1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Protocol} port {Number}{(Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any) ? "" : $" of {Address}")}");

    /// <summary>Reads a line such as <c>tcp 0100007F:1F90</c>; <c>null</c> when it is another one.</summary>
    public static ListeningPort? Parse(string line)
    {
        if (line.Split(' ', ':') is not [var kind, var address, var port]) return null;
        if (address.Length is not (8 or 32) || Read(port) is not { } number) return null;
        var bytes = new byte[address.Length / 2];
        // The kernel writes words of 32 bits, on nearly all machines with the last byte first.
        for (var i = 0; i < bytes.Length; i++)
        {
            var at = (i / 4 * 8) + ((3 - (i % 4)) * 2);
            if (Read(address.AsSpan(at, 2)) is not { } value) return null;
            bytes[i] = (byte)value;
        }

        return new(kind.StartsWith("udp", StringComparison.Ordinal) ? "UDP" : "TCP", new IPAddress(bytes), number);
    }

    private static int? Read(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
}
