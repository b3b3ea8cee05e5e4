using System.Collections.Immutable;
using System.Net;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary><c>slurm:</c> stands for the nodes of an allocation of Slurm, <c>slurm:job=ID,node=NAME</c> for one of them.</summary>
internal sealed class SlurmKind : PoolKind
{
    public override string Name => "slurm";

    public override ImmutableArray<string> Written => ["slurm:", "slurm:nodes=N,OPTION=VALUE"];

    public override bool IsMachine => true;

    public override PlanGap? Check(string spec, string text)
    {
        try
        {
            SlurmSpec.Parse(spec);
            return null;
        }
        catch (FormatException e)
        {
            return new("SL1105", $"'{text}' is no host of Slurm: {e.Message}. Write slurm: in an allocation, slurm:nodes=4,partition=NAME,time=10 with any long options of salloc to ask for one, or slurm:job=ID for one that is there.");
        }
    }

    public override string NameOf(string spec) => SlurmSpec.Parse(spec).Node ?? Name;

    public override bool IsPool(HostHop hop) => SlurmSpec.Parse(hop.Spec).Node is null;

    public override int? CountOf(HostHop hop) => SlurmSpec.Parse(hop.Spec).Nodes;

    public override PlanGap? Missing(HostSpec host, HostHop hop) => SlurmSpec.Parse(hop.Spec) is { Job: null, Asks: false } && (host.Way[0] != hop || SlurmClient.JobOfThisProcess is null)
        ? new("SL1107", $"'{string.Join('|', host.Way)}' takes the nodes of the allocation that this runs in, but it runs in none: SLURM_JOB_ID is not set{(host.Way[0] != hop ? " there" : "")}. Start it in one, as in salloc -N4 COMMAND, or let it ask for one: slurm:nodes=4,partition=NAME,time=10.")
        : null;

    public override Shell Enter(Shell outer, HostSpec host, HostHop hop, HostOptions options) => SlurmSpec.Parse(hop.Spec) is { Job: { } job, Node: { } node }
        ? new SlurmShell(outer, host, job, node)
        : throw HostErrors.Unsupported(host, "stands for all nodes of an allocation", "Open them with HostGroup.OpenAsync, or name one of them: slurm:job=ID,node=NAME.");

    public override Task<PoolClaim> ClaimAsync(
        HostSpec host, HostHop hop, ImmutableArray<HostHop> outer, HostOptions options, Action<string> say, CancellationToken cancellationToken) =>
        SlurmAllocation.ClaimAsync(host, SlurmSpec.Parse(hop.Spec), outer, options, say, cancellationToken);
}

/// <summary>A shell in a step of its own on a node of an allocation.</summary>
internal sealed class SlurmShell(Shell outer, HostSpec host, string job, string node) : ShellBehind(outer)
{
    // srun waits long for a node that is gone.
    public override bool ClearsUpThere => true;

    // Without --unbuffered, which makes the output a terminal; what is written without the end of a line then comes with the next line.
    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) => Outer.Argv(
        [
            .. SlurmClient.Plain, "srun", $"--jobid={job}", "--overlap", "--nodes=1", "--ntasks=1", $"--nodelist={node}", "--job-name=streamlib", "--chdir=/",
            "--quiet", "--mpi=none", "--cpu-bind=none", "--prolog=NONE", "--epilog=NONE", .. inner,
        ],
        seat);

    public override Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken) =>
        throw HostErrors.Unsupported(host, "is a node of Slurm, from which no tunnel leads back", "Its nested tests reach the sync server over FIFOs.");

    public override HostException Failure(HostSpec failed, Seat seat, string printed) =>
        printed.Contains("srun:", StringComparison.Ordinal)
            ? HostErrors.NoStep(failed, Ssh.Words(printed, "srun"))
            : base.Failure(failed, seat, printed);

    public override bool SaysGone(string line) => line.Contains(": error: *** ", StringComparison.Ordinal) || base.SaysGone(line);

    public override async Task<string?> GoneAsync(CancellationToken cancellationToken)
    {
        var (code, state, error) = await LocalProcess.RunAsync(
            host, Outer.Argv([.. SlurmClient.Plain, "squeue", "--noheader", "--jobs", job, "--states=all", "--format=%T %r"], Seat.Spare), cancellationToken).ConfigureAwait(false);
        return (code, state.Trim().Split(' ', 2)) switch
        {
            (0, ["RUNNING" or "SUSPENDED", ..]) => null,
            (0, [{ Length: > 0 } other, .. var reason]) => $"its Slurm job {job} is {other}{(reason is ["TimeLimit"] ? ", due to its time limit" : "")}",
            _ => error.Contains("Invalid job id", StringComparison.Ordinal) || code == 0 ? $"its Slurm job {job} has ended" : null,
        };
    }
}
