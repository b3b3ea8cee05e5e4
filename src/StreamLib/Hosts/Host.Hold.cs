namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Tries to hold the host until it is closed: for this job alone, or with all others that want it no more than shared. The host lets go of it in every ending.</summary>
    internal async Task<HostHold> HoldAsync(bool exclusive, CancellationToken cancellationToken) =>
        HostHold.Parse(await _keeper.HoldAsync(exclusive ? "exclusive" : "shared", cancellationToken).ConfigureAwait(false));

    /// <summary>Lets go of it.</summary>
    internal Task ReleaseAsync(CancellationToken cancellationToken) => _keeper.HoldAsync("release", cancellationToken);
}
