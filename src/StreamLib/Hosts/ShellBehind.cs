using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A shell that is reached through another one: what it does not know better is as it is there.</summary>
internal abstract class ShellBehind(Shell outer) : Shell
{
    public override bool ClearsUpThere => outer.ClearsUpThere;

    /// <summary>The shell that it is reached through.</summary>
    protected Shell Outer => outer;

    public override Task<Seat> EnterAsync(string idle, CancellationToken cancellationToken) => outer.EnterAsync(idle, cancellationToken);

    public override Task<string?> DoorAsync(CancellationToken cancellationToken) => outer.DoorAsync(cancellationToken);

    public override string Reported(Seat seat) => outer.Reported(seat);

    public override void HasBegun(Seat seat) => outer.HasBegun(seat);

    public override HostException Failure(HostSpec host, Seat seat, string printed) => outer.Failure(host, seat, printed);

    public override Task<int?> CountSessionsAsync(int most, CancellationToken cancellationToken) =>
        outer.CountSessionsAsync(most, cancellationToken);

    public override HostException SessionFailure(HostSpec host, string words) => outer.SessionFailure(host, words);

    public override bool SaysGone(string line) => outer.SaysGone(line);

    public override Task<string?> GoneAsync(CancellationToken cancellationToken) => outer.GoneAsync(cancellationToken);

    public override ValueTask DisposeAsync() => outer.DisposeAsync();
}
