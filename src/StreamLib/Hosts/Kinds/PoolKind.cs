using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A kind one host of which can stand for several that something else hands out.</summary>
internal abstract class PoolKind : ShellKind
{
    /// <summary>Whether the host stands for several.</summary>
    public abstract bool IsPool(HostHop hop);

    /// <summary>How many it stands for; <c>null</c> when that is not known before they are claimed.</summary>
    public abstract int? CountOf(HostHop hop);

    /// <summary>Why there can be none at this place; <c>null</c> when there may be.</summary>
    /// <param name="host">The host.</param>
    /// <param name="hop">The hop that stands for several.</param>
    public abstract PlanGap? Missing(HostSpec host, HostHop hop);

    /// <summary>Claims them.</summary>
    /// <param name="host">The host as it is written.</param>
    /// <param name="hop">The hop that stands for several.</param>
    /// <param name="outer">The way that leads to where they are claimed.</param>
    /// <param name="options">How hosts are opened.</param>
    /// <param name="say">Is told how it goes.</param>
    /// <param name="cancellationToken">Gives up, and gives back.</param>
    /// <exception cref="HostException">There are none to be had.</exception>
    public abstract Task<PoolClaim> ClaimAsync(
        HostSpec host, HostHop hop, ImmutableArray<HostHop> outer, HostOptions options, Action<string> say, CancellationToken cancellationToken);
}

/// <summary>One of the hosts that another stood for.</summary>
/// <param name="Name">What its pool calls it.</param>
/// <param name="Hop">The hop that leads to it.</param>
/// <param name="Address">Its address.</param>
internal sealed record PoolHost(string Name, HostHop Hop, string Address);

/// <summary>Hosts that were handed out.</summary>
/// <param name="Hosts">They.</param>
/// <param name="Held">Gives them back when it is disposed; <c>null</c> when they belong to somebody else.</param>
internal sealed record PoolClaim(ImmutableArray<PoolHost> Hosts, IAsyncDisposable? Held);
