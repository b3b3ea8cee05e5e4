using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>One step of the way into a host, as in <c>ssh:h1</c> or <c>exec:sudo -n</c>.</summary>
/// <param name="Kind">The kind: <c>local</c>, <c>ssh</c>, <c>exec</c> or <c>slurm</c>.</param>
/// <param name="Spec">What follows the colon.</param>
public sealed record HostHop(string Kind, string Spec)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}:{Spec}";
}

/// <summary>A host as it is written, <c>[NAME=]KIND:SPEC</c>, or as an inventory describes it. Nothing has been connected.</summary>
public sealed record HostSpec
{
    /// <summary>What every report shows; by default the ssh alias.</summary>
    public required string Name { get; init; }

    /// <summary>The way in, outermost hop first. Kinds stack with <c>|</c>.</summary>
    public required ImmutableArray<HostHop> Way { get; init; }

    /// <summary>The address under test; by default what ssh calls the host name, 127.0.0.1 for this machine.</summary>
    public string? Address { get; init; }

    /// <summary>Further named addresses, as in <c>storage</c>.</summary>
    public ImmutableSortedDictionary<string, string> Addresses { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The groups it belongs to.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>Parameters of the tests that run on it.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Command lines that run on it after a failure of a test that uses it, before anything is stopped.</summary>
    public ImmutableArray<string> OnFailure { get; init; } = [];

    /// <summary>Files on it that are brought back after a failure of a test that uses it, as in <c>/var/log/app/*.log</c>.</summary>
    public ImmutableArray<string> Collect { get; init; } = [];

    /// <summary>A folder on it for the work of a job, looked at first; <c>null</c> for one of the usual places.</summary>
    public string? Directory { get; init; }

    /// <summary>This machine.</summary>
    public static HostSpec Local { get; } = new() { Name = "local", Way = [new HostHop("local", "")] };

    /// <summary>The environment of the processes on this machine that lead to it; <c>null</c> for that of this process.</summary>
    internal ImmutableDictionary<string, string>? Environment { get; init; }

    /// <summary>Whether its name was written, not derived.</summary>
    internal bool IsNamed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={string.Join("|", Way)}";
}
