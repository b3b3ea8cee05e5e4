using System.Collections.Immutable;
using System.Net;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary><c>exec:PREFIX</c> is wherever a launcher starts a shell.</summary>
internal sealed class ExecKind : ShellKind
{
    public override string Name => "exec";

    public override ImmutableArray<string> Written => ["exec:PREFIX"];

    public override PlanGap? Check(string spec, string text) => CommandWords.Split(spec) is { Length: > 0 }
        ? null
        : new("SL1104", $"'{text}' is no host: write the launcher that starts a shell there, as in exec:ip netns exec h1, with its quotes closed.");

    // The last word that is no option, as in exec:docker exec -i db.
    public override string NameOf(string spec) => spec.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(w => !w.StartsWith('-')) ?? Name;

    public override Shell Enter(Shell outer, HostSpec host, HostHop hop, HostOptions options) => new ExecShell(outer, host, hop);
}

/// <summary>A shell that a launcher starts: <c>ip netns exec h1</c>, <c>docker exec -i db</c>, <c>sudo -n</c>.</summary>
internal sealed class ExecShell(Shell outer, HostSpec host, HostHop hop) : ShellBehind(outer)
{
    // The boot tells one kernel from all others, and the number one network from the others of that kernel.
    private static readonly ImmutableArray<string> s_whichNetwork =
        ["/bin/sh", "-c", "unset -f cat readlink; cat /proc/sys/kernel/random/boot_id && readlink /proc/self/ns/net"];

    private readonly ImmutableArray<string> _prefix = CommandWords.Split(hop.Spec) ?? [hop.Spec];

    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) => Outer.Argv(_prefix.AddRange(inner), seat);

    public override Task<NearEnd> StartAsync(HostSpec started, ImmutableArray<string> inner, Seat seat, CancellationToken cancellationToken) =>
        Outer.StartAsync(started, _prefix.AddRange(inner), seat, cancellationToken);

    // What the launcher itself says is not about the way to it.
    public override HostException Failure(HostSpec failed, Seat seat, string printed) =>
        Ssh.Words(printed, "") is var words && IsItsOwn(words)
            ? HostErrors.LauncherFailed(failed, hop.Spec, words)
            : base.Failure(failed, seat, printed);

    public override HostException SessionFailure(HostSpec failed, string words) =>
        IsItsOwn(words) ? HostErrors.LauncherFailed(failed, hop.Spec, words) : base.SessionFailure(failed, words);

    public override Task<string?> AddressAsync(CancellationToken cancellationToken) => Outer.AddressAsync(cancellationToken);

    public override async Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken)
    {
        var network = await NetworkAsync(this, cancellationToken).ConfigureAwait(false);
        if (network is null || network != await NetworkAsync(Outer, cancellationToken).ConfigureAwait(false))
            throw HostErrors.Unsupported(host, $"has a network of its own behind '{hop.Spec}', from which no address is known to lead back", "Its nested tests reach the sync server over FIFOs.");

        return await Outer.ForwardAsync(local, cancellationToken).ConfigureAwait(false);
    }

    private bool IsItsOwn(string words) =>
        words.Split("; ").Any(line => line.StartsWith($"{Path.GetFileName(_prefix[0])}: ", StringComparison.Ordinal));

    private async Task<string?> NetworkAsync(Shell way, CancellationToken cancellationToken)
    {
        var (code, output, _) = await LocalProcess.RunAsync(host, way.Argv(s_whichNetwork, Seat.Spare), cancellationToken).ConfigureAwait(false);
        // Login shells may have printed something before.
        return code == 0 && output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var boot, var network] ? $"{boot} {network}" : null;
    }
}
