using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>Looks at several hosts at once.</summary>
internal static class HostChecks
{
    private const string AddedKey = "Permanently added";

    /// <summary>Looks at each of them; what is wrong with one says nothing of the others.</summary>
    /// <param name="hosts">The hosts as they are written.</param>
    /// <param name="options">How they are opened.</param>
    /// <param name="clean">Whether what jobs that have ended have left there is removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One for each, in their order.</returns>
    /// <exception cref="HostException">Hosts that have to be claimed cannot be had.</exception>
    public static async Task<ImmutableArray<HostCheck>> RunAsync(ImmutableArray<HostSpec> hosts, HostOptions options, bool clean, CancellationToken cancellationToken)
    {
        var claimed = await ClaimedHosts.ClaimAsync(hosts, options, text => options.Log?.Invoke(new(text)), cancellationToken).ConfigureAwait(false);
        await using var _ = claimed.ConfigureAwait(false);
        return [.. await Task.WhenAll(claimed.Hosts.Select(host => RunAsync(host, options, clean, cancellationToken))).ConfigureAwait(false)];
    }

    private static async Task<HostCheck> RunAsync(HostSpec spec, HostOptions options, bool clean, CancellationToken cancellationToken)
    {
        var addedKey = false;
        var listening = options with
        {
            Log = line =>
            {
                if (line.Text.Contains(AddedKey, StringComparison.Ordinal)) addedKey = true;
                options.Log?.Invoke(line);
            },
        };
        var hasKey = spec.Way.Any(hop => hop.Kind == "ssh");
        try
        {
            var host = await Host.OpenAsync(spec, listening, cancellationToken).ConfigureAwait(false);
            await using var _ = host.ConfigureAwait(false);
            var check = await host.CheckAsync(clean, cancellationToken).ConfigureAwait(false);
            return check with { Key = !hasKey ? null : addedKey ? "added" : "known" };
        }
        catch (HostException e)
        {
            var key = e.Code != "SL2002" ? null : e.Message.Contains("HAS CHANGED", StringComparison.Ordinal) ? "changed" : "unknown";
            return new HostCheck { Host = spec, Error = e, Key = key };
        }
    }
}
