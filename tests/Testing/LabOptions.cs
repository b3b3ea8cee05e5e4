namespace StreamLibTesting;

/// <summary>What kind of hosts a lab has.</summary>
/// <param name="Count">How many: 1 to 200.</param>
public sealed record LabOptions(int Count)
{
    /// <summary>Hosts without .NET; default: with.</summary>
    public bool NoDotnet { get; init; }

    /// <summary>Folders of this machine that the hosts do not see; default: none.</summary>
    public IReadOnlyList<string> Hide { get; init; } = [];

    /// <summary>Whether the hosts are reached only through a further one, <c>jump</c>; default: no.</summary>
    public bool Jump { get; init; }

    /// <summary>Whether their sshd refuses to forward ports; default: no.</summary>
    public bool NoForwarding { get; init; }

    /// <summary>The login shell of the user; default: bash.</summary>
    public string? Shell { get; init; }

    /// <summary>Whether nothing can be executed from the folders that the user may write to; default: no.</summary>
    public bool NoExec { get; init; }

    /// <summary>Whether there are no other programs than busybox; default: no.</summary>
    public bool Busybox { get; init; }

    /// <summary>Whether a Slurm runs whose nodes are the hosts; default: no.</summary>
    public bool Slurm { get; init; }

    /// <summary>Whether the user may do everything with sudo, without a password; default: no.</summary>
    public bool Sudo { get; init; }

    /// <summary>Further options of single hosts, as in <c>h2=noexec,shell:/bin/tcsh</c> (see <c>tests/lab/lab help</c>); default: none.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    internal IEnumerable<string> Arguments()
    {
        yield return $"{Count}";
        foreach (var folder in Hide)
            yield return $"--hide={folder}";
        foreach (var host in Only)
            yield return $"--host={host}";
        if (Shell is not null)
            yield return $"--shell={Shell}";
        foreach (var (flag, set) in new[]
            {
                ("--no-dotnet", NoDotnet), ("--jump", Jump), ("--no-forwarding", NoForwarding), ("--noexec", NoExec), ("--busybox", Busybox), ("--slurm", Slurm), ("--sudo", Sudo),
            })
        {
            if (set)
                yield return flag;
        }
    }
}
