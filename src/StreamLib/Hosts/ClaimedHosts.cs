using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The hosts of a run, with those in it that something else hands out. Disposing it gives them back.</summary>
internal sealed class ClaimedHosts : IAsyncDisposable
{
    private readonly ImmutableArray<PoolClaim> _claims;

    private ClaimedHosts(ImmutableArray<HostSpec> hosts, ImmutableArray<PoolClaim> claims) => (Hosts, _claims) = (hosts, claims);

    /// <summary>Each of them is one host.</summary>
    public ImmutableArray<HostSpec> Hosts { get; }

    /// <summary>Hosts that are to be claimed before anything can be placed on them.</summary>
    public static bool IsNeededFor(ImmutableArray<HostSpec> hosts) => hosts.Any(h => PoolOf(h) is not null);

    /// <summary>Looks whether they can be claimed at all.</summary>
    /// <exception cref="PlanException">They cannot at this place.</exception>
    public static void Check(ImmutableArray<HostSpec> hosts)
    {
        var gaps = hosts.Select(h => PoolOf(h) is var (kind, at) ? kind.Missing(h, h.Way[at]) : null).OfType<PlanGap>().ToList();
        if (gaps.Count > 0)
            throw new PlanException(gaps);
    }

    /// <summary>As many hosts as there will be; <c>null</c> when that is not known.</summary>
    public static ImmutableArray<HostSpec>? Expected(ImmutableArray<HostSpec> hosts)
    {
        var expected = ImmutableArray.CreateBuilder<HostSpec>();
        foreach (var host in hosts)
        {
            if ((PoolOf(host) is var (kind, at) ? kind.CountOf(host.Way[at]) : 1) is not { } count)
                return null;
            expected.AddRange(Enumerable.Repeat(host, count));
        }

        return expected.ToImmutable();
    }

    /// <summary>Claims all of them at once.</summary>
    /// <param name="written">The hosts as they are written.</param>
    /// <param name="options">How hosts are opened, and how long they are waited for.</param>
    /// <param name="say">Is told how it goes.</param>
    /// <param name="cancellationToken">Gives up, and gives back.</param>
    /// <exception cref="HostException">Some cannot be had; none is held then.</exception>
    /// <exception cref="PlanException">There can be none at this place, or two hosts have one name.</exception>
    public static async Task<ClaimedHosts> ClaimAsync(ImmutableArray<HostSpec> written, HostOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        Check(written);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var claiming = written.Select(h => ClaimAsync(h, options, say, failed)).ToArray();
        try
        {
            var claimed = await Task.WhenAll(claiming).ConfigureAwait(false);
            var gaps = new List<PlanGap>();
            var hosts = HostNames.MakeUnique([.. claimed.SelectMany(c => c.Hosts)], gaps);
            return gaps.Count == 0 ? new(hosts, [.. claimed.Select(c => c.Claim).OfType<PoolClaim>()]) : throw new PlanException(gaps);
        }
        catch
        {
            foreach (var task in claiming.Where(t => t.IsCompletedSuccessfully))
                await GiveBackAsync((await task.ConfigureAwait(false)).Claim).ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested && claiming.FirstOrDefault(t => t.IsFaulted) is { } first)
                await first.ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_claims.Select(GiveBackAsync)).ConfigureAwait(false);

    private static async Task<(ImmutableArray<NamedHost> Hosts, PoolClaim? Claim)> ClaimAsync(HostSpec host, HostOptions options, Action<string> say, CancellationTokenSource failed)
    {
        if (PoolOf(host) is not var (kind, at))
            return ([new(host, Written: true)], null);

        try
        {
            var claim = await kind.ClaimAsync(host, host.Way[at], host.Way[..at], options, say, failed.Token).ConfigureAwait(false);
            return ([.. claim.Hosts.Select((h, i) => Named(host, at, h, claim.Hosts.Length == 1 ? null : i + 1))], claim);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    // A name that was written goes before those that the pool has for them.
    private static NamedHost Named(HostSpec host, int at, PoolHost member, int? number)
    {
        var name = !host.IsNamed ? member.Name : number is null ? host.Name : string.Create(CultureInfo.InvariantCulture, $"{host.Name}{number}");
        var address = number is null ? host.Address ?? member.Address : member.Address;
        return new(host with { Name = name, Address = address, Way = host.Way.SetItem(at, member.Hop) }, Written: host.IsNamed);
    }

    private static async Task GiveBackAsync(PoolClaim? claim)
    {
        if (claim?.Held is { } held)
            await held.DisposeAsync().ConfigureAwait(false);
    }

    private static (PoolKind Kind, int At)? PoolOf(HostSpec host)
    {
        for (var at = 0; at < host.Way.Length; at++)
        {
            if (HostKind.All.GetValueOrDefault(host.Way[at].Kind) is PoolKind kind && kind.IsPool(host.Way[at]))
                return (kind, at);
        }

        return null;
    }
}
