using System.Collections.Immutable;

namespace StreamLib.Hosts;

/// <summary>The programs that StreamLib runs on a host. This is the only list of them: whether those that it cannot do without are there is
/// looked at when a host is opened.</summary>
internal static class NeededPrograms
{
    /// <summary>The package of each; those of busybox will do as well.</summary>
    private static readonly ImmutableArray<(string Package, string[] Programs)> s_packages =
    [
        (
            "coreutils",
            [
                "cat", "chmod", "cp", "cut", "date", "dd", "du", "env", "head", "id", "ln", "ls", "mkdir", "mkfifo", "mktemp", "mv",
                "readlink", "rm", "rmdir", "sha256sum", "sleep", "sort", "stat", "tail", "timeout", "tr", "uname", "wc",
            ]),
        ("findutils", ["find"]),
        ("grep", ["grep"]),
        ("sed", ["sed"]),
        ("tar", ["tar"]),
        ("util-linux", ["setsid"]),
    ];

    /// <summary>Those that every host has to have.</summary>
    public static ImmutableArray<string> All { get; } = [.. s_packages.SelectMany(p => p.Programs)];

    /// <summary>Those that something is done with where they are there, and without where they are not.</summary>
    public static ImmutableArray<string> Optional { get; } =
        ["bash", "busybox", "curl", "dotnet", "flock", "getconf", "gzip", "nc", "perl", "python", "python3", "socat", "wget"];

    /// <summary>Programs that are missing, each with its package: <c>setsid (util-linux) and tar</c>.</summary>
    public static string Describe(IEnumerable<string> missing)
    {
        var all = missing.Select(m => PackageOf(m) is var package && package == m ? m : $"{m} ({package})").ToArray();
        return all is [.. var first, var last] && first.Length > 0 ? $"{string.Join(", ", first)} and {last}" : string.Concat(all);
    }

    /// <summary>The packages of programs that are missing, as words of a command line.</summary>
    public static string PackagesOf(IEnumerable<string> missing) => string.Join(' ', missing.Select(PackageOf).Distinct());

    private static string PackageOf(string program) => s_packages.FirstOrDefault(p => p.Programs.Contains(program)).Package ?? program;
}
