using System.Collections.Immutable;

namespace StreamLib.Hosts;

/// <summary>What is known of the commands of Slurm.</summary>
internal static class SlurmClient
{
    private static readonly string[] s_kept = ["SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_JWT", "SLURM_CLUSTERS"];

    /// <summary>The allocation that this process runs in.</summary>
    public static string? JobOfThisProcess => Environment.GetEnvironmentVariable("SLURM_JOB_ID") is { Length: > 0 } job ? job : null;

    /// <summary>What goes before a command of Slurm, so that it is not told by the allocation that this process runs in what it shall do.</summary>
    public static ImmutableArray<string> Plain
    {
        get
        {
            var names = Environment.GetEnvironmentVariables().Keys.Cast<string>()
                .Where(n => (n.StartsWith("SLURM_", StringComparison.Ordinal) || n.StartsWith("SRUN_", StringComparison.Ordinal)) && !s_kept.Contains(n))
                .Order(StringComparer.Ordinal)
                .ToList();
            return names.Count == 0 ? [] : ["env", .. names.SelectMany(n => new[] { "-u", n })];
        }
    }

    /// <summary>A command of Slurm as a line for a shell.</summary>
    public static string Line(params ImmutableArray<string> words) => ShellQuote.Line([.. Plain, .. words]);
}
