using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The nodes of an allocation.</summary>
internal static partial class SlurmNodes
{
    /// <summary>Lists them in the order of Slurm.</summary>
    /// <param name="door">Where the commands of Slurm are.</param>
    /// <param name="host">The host as it is written.</param>
    /// <param name="job">The allocation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">Slurm does not know them.</exception>
    public static async Task<ImmutableArray<PoolHost>> ListAsync(Host door, HostSpec host, string job, CancellationToken cancellationToken)
    {
        var line = $"nodes=$({SlurmClient.Line("squeue", "--noheader", "--jobs", job, "--format=%N")}) && [ \"$nodes\" ] && scontrol show hostnames \"$nodes\" && scontrol --oneliner show node \"$nodes\"";
        var result = await door.RunAsync(new HostCommand { Line = line, Mark = "slurm" }, cancellationToken).ConfigureAwait(false);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var names = lines.Where(l => !l.Contains('=', StringComparison.Ordinal)).ToList();
        if (!result.Succeeded || names.Count == 0)
            throw HostErrors.NoNodes(host, job, Ssh.Words(result.Error, "it has none: it has ended, or not begun"));

        var addresses = lines.Select(l => Node().Match(l)).Where(m => m.Success).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        var isHere = door.SharesFiles;
        return [.. await Task.WhenAll(names.Select(async name => new PoolHost(
            name, new("slurm", SlurmSpec.Of(job, name)), await AddressAsync(addresses.GetValueOrDefault(name, name), isHere, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false)];
    }

    // A name that leads back to this machine by loopback leads elsewhere on the other nodes: then the name itself is better.
    private static async Task<string> AddressAsync(string name, bool isHere, CancellationToken cancellationToken)
    {
        try
        {
            var found = isHere ? await Dns.GetHostAddressesAsync(name, cancellationToken).ConfigureAwait(false) : [];
            return found.Where(a => !IPAddress.IsLoopback(a)).OrderBy(a => a.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault()?.ToString() ?? name;
        }
        catch (SocketException)
        {
            return name;
        }
    }

    [GeneratedRegex(@"^NodeName=(\S+).*? NodeAddr=(\S+)")]
    private static partial Regex Node();
}
