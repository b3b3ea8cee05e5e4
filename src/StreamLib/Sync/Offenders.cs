using System.Net;
using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>The addresses from which wrong tokens came, and how long each waits for its next answer: 0.1 s, doubled with each up to 5 s.</summary>
/// <remarks>An address is forgotten a minute after its last wrong token, or when there are too many, the one that was quiet longest first.</remarks>
internal sealed class Offenders(TimeProvider clock, LogQueue log)
{
    internal const int Most = 1000;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Times, long Last)> known = new(StringComparer.Ordinal);

    internal int Count
    {
        get
        {
            lock (gate) return known.Count;
        }
    }

    /// <summary>Notes one more wrong token, and returns how long its answer shall wait.</summary>
    /// <param name="origin">The address and port of the peer.</param>
    internal TimeSpan Add(string origin)
    {
        long times;
        lock (gate)
        {
            var (key, now) = (Network(origin), clock.GetTimestamp());
            if (known.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.Last, now) > Memory) entry = default;
            else if (known.Count >= Most && entry.Times == 0) known.Remove(known.MinBy(one => one.Value.Last).Key);
            times = entry.Times + 1;
            known[key] = (times, now);
        }

        // A flood of them shall not be a flood of lines.
        if (long.IsPow2(times)) log.Note($"{origin} showed a token that is not known{(times == 1 ? "" : $"; {times} of them came from this address")}");
        return times > 6 ? LongestDelay : FirstDelay * (1 << (int)(times - 1));
    }

    /// <summary>The address without its port; of IPv6 the half that its owner does not choose.</summary>
    private static string Network(string origin)
    {
        if (!IPEndPoint.TryParse(origin, out var peer)) return origin;
        var address = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"{Convert.ToHexString(address.GetAddressBytes(), 0, 8)}/64" : $"{address}";
    }
}
