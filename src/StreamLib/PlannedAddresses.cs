using System.Collections.Immutable;
using System.Net;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib;

/// <summary>The addresses of streams that do not run: what is written, or what the configuration of ssh says. Nobody is asked.</summary>
internal static class PlannedAddresses
{
    /// <summary>The address of each stream, by its name.</summary>
    public static async Task<ImmutableDictionary<string, string>> OfAsync(ImmutableArray<PlacedStream> streams, JobOptions options, string home, CancellationToken cancellationToken)
    {
        var hosts = new Dictionary<string, string>(StringComparer.Ordinal);
        var config = options.SshConfig is { } file ? Path.Combine(home, file) : null;
        foreach (var host in streams.Select(s => s.Host).DistinctBy(h => h.Name))
            hosts[host.Name] = host.Address ?? await Ssh.HostNameAsync(options.Environment is { } environment ? host with { Environment = environment } : host, config, cancellationToken).ConfigureAwait(false) ?? "127.0.0.1";

        // 127.0.0.1 leads nowhere from another machine.
        var remote = streams.FirstOrDefault(s => s.Host.Way.Any(hop => hop.Kind == "ssh"));
        if (remote is not null && IPAddress.TryParse(hosts[remote.Host.Name], out _))
        {
            foreach (var here in streams.Where(s => s.Host.Address is null && s.Host.Way.All(hop => hop.Kind == "local")))
                hosts[here.Host.Name] = await LocalAddress.TowardsAsync(hosts[remote.Host.Name], cancellationToken).ConfigureAwait(false) ?? hosts[here.Host.Name];
        }

        return streams.ToImmutableDictionary(s => s.Name, s => hosts[s.Host.Name]);
    }
}
