using System.Collections.Immutable;
using System.Net;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A way to start a POSIX shell on a host: all that the kinds of hosts differ in.</summary>
internal abstract class Shell : IAsyncDisposable
{
    /// <summary>The way that leads through the hops of <paramref name="host"/>, outermost first.</summary>
    public static Shell For(HostSpec host, HostOptions options)
    {
        Shell shell = new LocalShell();
        foreach (var hop in host.Way)
        {
            shell = (hop.Kind, shell) switch
            {
                ("local", _) => shell,
                ("ssh", LocalShell) => new SshShell(host, hop, options),
                ("ssh", _) => new SshHopShell(shell, host, hop),
                ("exec", _) => new ExecShell(shell, host, hop),
                _ => throw new PlanException("SL1101", HostList.UnknownKind(hop.ToString(), hop.Kind)),
            };
        }

        return shell;
    }

    /// <summary>Whether the paths of this machine are valid there.</summary>
    public virtual bool SharesFiles => false;

    /// <summary>The command line on this machine that runs <paramref name="inner"/> there, its input and outputs connected.</summary>
    /// <param name="inner">The command line there.</param>
    /// <param name="seat">The connection that it goes over.</param>
    public abstract ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat);

    /// <summary>Takes a place for a session, where their number is limited.</summary>
    /// <param name="idle">A script that keeps a further connection open until its input ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">There is none, and none can be had.</exception>
    public virtual Task<Seat> EnterAsync(string idle, CancellationToken cancellationToken) => Task.FromResult(Seat.Spare);

    /// <summary>What is connected to first, where only so many may come at once; <c>null</c> where all may.</summary>
    public virtual Task<string?> DoorAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>What others call the host that is reached first; <c>null</c> when that is this machine.</summary>
    public virtual Task<string?> AddressAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>An address that leads from there to <paramref name="local"/> on this machine.</summary>
    public virtual Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken) => Task.FromResult(local.ToString());

    /// <summary>What it means when no shell was started there, in the words that were left.</summary>
    public virtual HostException Failure(HostSpec host, string words) => HostErrors.NoShell(host, words);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A shell on this machine.</summary>
internal sealed class LocalShell : Shell
{
    public override bool SharesFiles => true;

    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) => inner;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A shell that a launcher starts: <c>ip netns exec h1</c>, <c>docker exec -i db</c>, <c>sudo -n</c>.</summary>
internal sealed class ExecShell(Shell outer, HostSpec host, HostHop hop) : Shell
{
    // The boot tells one kernel from all others, and the number one network from the others of that kernel.
    private static readonly ImmutableArray<string> s_whichNetwork = ["/bin/sh", "-c", "cat /proc/sys/kernel/random/boot_id && readlink /proc/self/ns/net"];

    private readonly ImmutableArray<string> _prefix = CommandWords.Split(hop.Spec) ?? [hop.Spec];

    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) => outer.Argv(_prefix.AddRange(inner), seat);

    public override Task<Seat> EnterAsync(string idle, CancellationToken cancellationToken) => outer.EnterAsync(idle, cancellationToken);

    public override Task<string?> DoorAsync(CancellationToken cancellationToken) => outer.DoorAsync(cancellationToken);

    public override Task<string?> AddressAsync(CancellationToken cancellationToken) => outer.AddressAsync(cancellationToken);

    public override async Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken)
    {
        var network = await NetworkAsync(this, cancellationToken).ConfigureAwait(false);
        if (network is null || network != await NetworkAsync(outer, cancellationToken).ConfigureAwait(false))
            throw HostErrors.Unsupported(host, $"has a network of its own behind '{hop.Spec}', from which no address is known to lead back", "Its nested tests reach the sync server over FIFOs.");

        return await outer.ForwardAsync(local, cancellationToken).ConfigureAwait(false);
    }

    public override HostException Failure(HostSpec failed, string words) => outer.Failure(failed, words);

    public override ValueTask DisposeAsync() => outer.DisposeAsync();

    private async Task<string?> NetworkAsync(Shell way, CancellationToken cancellationToken)
    {
        var (code, output, _) = await LocalProcess.RunAsync(host, way.Argv(s_whichNetwork, Seat.Spare), cancellationToken).ConfigureAwait(false);
        // Login shells may have printed something before.
        return code == 0 && output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var boot, var network] ? $"{boot} {network}" : null;
    }
}
