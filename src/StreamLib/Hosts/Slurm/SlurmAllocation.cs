using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>An allocation that was asked for. What gives it back in every ending is a shell that does not need this process: see <see cref="Host.OnEndAsync"/>.</summary>
internal sealed partial class SlurmAllocation(Host door, HostSpec host, SlurmSpec spec, Action<string> say) : IAsyncDisposable
{
    private static readonly TimeSpan s_scancel = TimeSpan.FromSeconds(10);

    private readonly string name = $"streamlib-{door.Options.Job}-{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}";
    private readonly TailText words = new(4096);
    private volatile string? job;

    /// <summary>Takes the nodes of an allocation that is there, or asks for one and waits for it.</summary>
    /// <param name="host">The host as it is written.</param>
    /// <param name="spec">What it says of Slurm.</param>
    /// <param name="outer">The way to where the commands of Slurm are; none for this machine.</param>
    /// <param name="options">How hosts are opened.</param>
    /// <param name="say">Is told how it goes.</param>
    /// <param name="cancellationToken">Gives up, and gives back.</param>
    /// <exception cref="HostException">There is none to be had.</exception>
    public static async Task<PoolClaim> ClaimAsync(
        HostSpec host, SlurmSpec spec, ImmutableArray<HostHop> outer, HostOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        // Giving back waits for the steps to end: what undoes changes on the nodes runs in them.
        options = options with { Grace = TimeSpan.FromSeconds(5), CleanupTimeout = TimeSpan.FromSeconds(60) };
        var door = await Host.OpenAsync(new() { Name = host.Name, Way = outer.IsEmpty ? HostSpec.Local.Way : outer, Directory = outer.IsEmpty ? null : host.Directory, Environment = host.Environment }, options, cancellationToken).ConfigureAwait(false);
        var allocation = new SlurmAllocation(door, host, spec, say);
        try
        {
            var job = spec.Job ?? (spec.Asks ? await allocation.AskAsync(cancellationToken).ConfigureAwait(false) : SlurmClient.JobOfThisProcess!);
            var nodes = await SlurmNodes.ListAsync(door, host, job, cancellationToken).ConfigureAwait(false);
            say($"Slurm job {job} has {(nodes.Length == 1 ? "the node" : "the nodes")} {string.Join(", ", nodes.Select(n => n.Name))}{allocation.Waited}");
            if (spec.Asks)
                return new(nodes, allocation);

            await allocation.DisposeAsync().ConfigureAwait(false);
            return new(nodes, null);
        }
        catch
        {
            await allocation.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How long it was queued, for people; empty when it was not.</summary>
    private string Waited { get; set; } = "";

    public async ValueTask DisposeAsync()
    {
        // Here no step is waited for: all hosts are closed, or lost.
        if (job is not null && !door.Lost.IsCancellationRequested)
            await ScancelAsync().ConfigureAwait(false);
        await door.DisposeAsync().ConfigureAwait(false);
        if (job is { } number)
            say($"Slurm job {number} is given back");
    }

    private async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        await door.OnEndAsync(GiveBack(), environment: null, cancellationToken).ConfigureAwait(false);
        var process = await door.StartAsync(
            new HostCommand { Line = SlurmClient.Line(["salloc", "--no-shell", $"--job-name={name}", "--wait-all-nodes=1", .. spec.Request]), Mark = "slurm", OnError = Heard }, cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (door.Options.WaitForHosts is { } wait)
            limit.CancelAfter(wait);
        var queue = new SlurmQueue(door, say);
        try
        {
            var result = await queue.WaitAsync(process, () => job, limit.Token).ConfigureAwait(false);
            Waited = queue.Waited;
            return result.Succeeded && job is { } number ? number : throw HostErrors.NotGranted(host, Words());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw HostErrors.NotGranted(host, $"none was free within {HostOptions.Seconds(door.Options.WaitForHosts!.Value)} s (--wait-for-hosts); job {job} was queued: {queue.Reason}");
        }
    }

    private async Task ScancelAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(s_scancel);
            await door.RunAsync(new HostCommand { Line = Cancel($"--name={name}"), Mark = "slurm" }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            // What is registered for the end does the same.
        }
    }

    private void Heard(string line)
    {
        if (Job().Match(line) is { Success: true } match)
            job = match.Groups[1].Value;
        else if (!Queued().IsMatch(line))
            Keep(line);
    }

    // Logged at once: salloc may try for a minute before it gives up.
    private void Keep(string line)
    {
        lock (words) words.Add(Encoding.UTF8.GetBytes(line + "\n"));
        door.Options.Log?.Invoke(new($"{host.Name}: {line}"));
    }

    private string Words()
    {
        lock (words) return Ssh.Words(words.ToString(), "salloc ended without a word");
    }

    // By its name, which is known before there is a job. Where this process is gone, the nodes clear up first.
    private string GiveBack() =>
        $"n={name}; i=0; " +
        $"while [ $i -lt 15 ] && j=$({SlurmClient.Line("squeue", "--noheader", "--states=RUNNING", "--format=%i")} --name=\"$n\") && [ \"$j\" ] && " +
        $"{SlurmClient.Line("squeue", "--noheader", "--steps", "--format=%i")} --jobs=\"$j\" 2>/dev/null | grep -q '[.][0-9]'; do sleep 1; i=$((i+1)); done; " +
        Cancel("--name=\"$n\"");

    private static string Cancel(string which) => $"{SlurmClient.Line("scancel", "--quiet")} {which} --user=\"$(id -un)\"";

    [GeneratedRegex("job allocation ([0-9]+)")]
    private static partial Regex Job();

    [GeneratedRegex("queued and waiting|has been allocated|Waiting for resource configuration|are ready for job")]
    private static partial Regex Queued();
}
