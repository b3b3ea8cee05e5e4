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
            shell = HostKind.All.GetValueOrDefault(hop.Kind) is ShellKind kind
                ? kind.Enter(shell, host, hop, options)
                : throw new PlanException("SL1101", HostList.UnknownKind(hop.ToString(), hop.Kind));
        }

        return shell;
    }

    /// <summary>Whether the paths of this machine are valid there.</summary>
    public virtual bool SharesFiles => false;

    /// <summary>Whether what runs there clears up by itself: then the local process of a lost connection is not waited for.</summary>
    public virtual bool ClearsUpThere => false;

    /// <summary>The command line on this machine that runs <paramref name="inner"/> there, its input and outputs connected.</summary>
    /// <param name="inner">The command line there.</param>
    /// <param name="seat">The connection that it goes over.</param>
    public abstract ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat);

    /// <summary>Starts that command line.</summary>
    /// <param name="host">The host, for what is said when that fails.</param>
    /// <param name="inner">The command line there.</param>
    /// <param name="seat">The connection that it goes over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">There is no program on this machine that leads there.</exception>
    public virtual Task<NearEnd> StartAsync(HostSpec host, ImmutableArray<string> inner, Seat seat, CancellationToken cancellationToken) =>
        Task.FromResult<NearEnd>(new ProcessEnd(host, Argv(inner, seat)));

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

    /// <summary>What the client that leads there has reported of itself, where that can be told from what the host
    /// prints; else empty.</summary>
    /// <param name="seat">The connection.</param>
    public virtual string Reported(Seat seat) => "";

    /// <summary>Takes note that the session that opened a connection has begun.</summary>
    public virtual void HasBegun(Seat seat)
    {
    }

    /// <summary>The error when no shell was started there.</summary>
    /// <param name="host">The host.</param>
    /// <param name="seat">The connection that was tried.</param>
    /// <param name="printed">What was printed until then, by clients, launchers and login shells.</param>
    public virtual HostException Failure(HostSpec host, Seat seat, string printed) =>
        HostErrors.NoShell(host, Ssh.Words(printed, "it ended without a word"));

    /// <summary>How many sessions a connection to it takes at once, as far as that is tried; <c>null</c> where
    /// nothing limits them.</summary>
    /// <param name="most">How many are tried at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual Task<int?> CountSessionsAsync(int most, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    /// <summary>What it means when a further shell was not started there, in the words that were left.</summary>
    public virtual HostException SessionFailure(HostSpec host, string words) => HostErrors.Session(host, words);

    /// <summary>Whether a line that the way itself has printed says that the host is gone.</summary>
    public virtual bool SaysGone(string line) => false;

    /// <summary>Asks, where something ended badly that nobody had ended, whether the host is gone: why, or <c>null</c> as far as is known.</summary>
    public virtual Task<string?> GoneAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public abstract ValueTask DisposeAsync();
}
