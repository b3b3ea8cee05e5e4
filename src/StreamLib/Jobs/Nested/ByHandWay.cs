using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>How a line gets from a terminal of this machine to a host.</summary>
internal sealed class ByHandWay
{
    private readonly ImmutableArray<HostHop> hops;
    private readonly string configuration;

    private ByHandWay(ImmutableArray<HostHop> hops, string configuration) => (this.hops, this.configuration) = (hops, configuration);

    /// <summary>The way to this machine.</summary>
    public static ByHandWay Here { get; } = new([], "");

    /// <summary>Whether it leads to this machine.</summary>
    public bool IsHere => hops.IsEmpty;

    /// <summary>The way to a host. Of kinds other than ssh and exec, such as the nodes of a scheduler, nothing leads there after the run:
    /// a line for them is for the host itself.</summary>
    public static ByHandWay To(HostSpec host, string? sshConfig) =>
        host.Way.All(hop => hop.Kind is "local" or "ssh" or "exec")
            ? new([.. host.Way.Where(hop => hop.Kind != "local")], sshConfig is null ? "" : $"-F {ShellQuote.Word(sshConfig)} ")
            : Here;

    /// <summary>The line that runs <paramref name="inner"/> on the host.</summary>
    /// <param name="inner">A line for a shell.</param>
    /// <param name="secrets">Variables of it, and those of this machine that hold their values.</param>
    /// <param name="script">A file of this machine that it reads.</param>
    public string Over(string inner, ImmutableArray<(string Name, string Origin)> secrets, string? script)
    {
        if (IsHere) return inner;
        foreach (var (name, _) in secrets.Reverse()) inner = $"IFS= read -r {name} && export {name} && {inner}";
        for (var i = hops.Length - 1; i >= 0; i--)
        {
            inner = hops[i].Kind == "ssh"
                ? $"ssh {(i == 0 ? configuration : "")}{ShellQuote.Line(Ssh.Destination(hops[i]))} {ShellQuote.Word(inner)}"
                : $"{hops[i].Spec} sh -c {ShellQuote.Word(inner)}";
        }

        var values = string.Join(' ', secrets.Select(s => $"\"${s.Origin}\""));
        return (secrets.IsEmpty, script) switch
        {
            (true, null) => $"{inner} </dev/null",
            (true, _) => $"{inner} <{ShellQuote.Word(script)}",
            (false, null) => $"printf '%s\\n' {values} | {inner}",
            _ => $"{{ printf '%s\\n' {values}; cat {ShellQuote.Word(script)}; }} | {inner}",
        };
    }
}
