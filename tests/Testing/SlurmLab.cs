using Xunit;

namespace StreamLibTesting;

/// <summary>
/// Three hosts that are the nodes of a Slurm, for the tests of a class or a collection; the environment of the test process leads
/// the commands of Slurm there. Where no lab can be raised, asking for it skips the test.
/// </summary>
public sealed class SlurmLab : IAsyncLifetime
{
    private Lab? lab;

    /// <summary>The lab.</summary>
    public Lab Lab
    {
        get
        {
            Lab.Require();
            NetTools.Require("salloc");
            return lab!;
        }
    }

    /// <summary>Takes nodes as somebody else.</summary>
    /// <param name="nodes">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of the job that holds them; it is to be ended by <see cref="EndAsync"/>.</returns>
    public async Task<string> TakeAsync(int nodes, CancellationToken cancellationToken = default)
    {
        var granted = (await Lab.SlurmAsync(["salloc", "--no-shell", $"--nodes={nodes}", "--job-name=other"], cancellationToken)).EnsureSuccess();
        return granted.Error.Split("Granted job allocation ")[1].Split('\n')[0];
    }

    /// <summary>Ends a job.</summary>
    /// <param name="job">Its number.</param>
    public async Task EndAsync(string job) => (await Lab.SlurmAsync(["scancel", job])).EnsureSuccess();

    /// <summary>The names and states of the jobs that are queued or run.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<IReadOnlyList<string>> JobsAsync(CancellationToken cancellationToken = default) =>
        [.. (await Lab.SlurmAsync(["squeue", "--noheader", "--format=%j %T"], cancellationToken)).EnsureSuccess().Lines.Where(l => l.Length > 0)];

    /// <summary>Waits until all jobs have ended but those of somebody else, and until nothing runs on the nodes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task NothingIsLeftAsync(CancellationToken cancellationToken = default)
    {
        // Slurm looks only every 30 s whether a node has done what it was told.
        await Eventually.Passes(
            async () => Assert.DoesNotContain(await JobsAsync(cancellationToken), job => !job.StartsWith("other ", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(75),
            cancellationToken);
        foreach (var host in Lab.Hosts)
        {
            await Eventually.Passes(
                async () => Assert.DoesNotContain(await Lab.ProcessesAsync(host, cancellationToken), p => p.State != "Z"),
                TimeSpan.FromSeconds(30),
                cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!Lab.IsPossible || NetTools.Find("salloc") is null) return;
        lab = await Lab.UpAsync(new LabOptions(3) { Slurm = true });
        Environment.SetEnvironmentVariable("SLURM_CONF", lab.SlurmConf);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        if (lab is not null) await lab.DisposeAsync();
    }
}
