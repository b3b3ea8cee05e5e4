using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary><c>netns:NAME</c> is a network namespace of the machine that the hop before leads to.</summary>
internal sealed class NetnsKind : ShellKind
{
    public override string Name => "netns";

    public override ImmutableArray<string> Written => ["netns:NAME"];

    public override PlanGap? Check(string spec, string text) => spec.Length > 0 && spec.All(char.IsAsciiLetterOrDigit)
        ? null
        : new("SL1109", $"'{text}' is no host: write netns:NAME, as `ip netns list` shows it.");

    public override string NameOf(string spec) => spec;

    public override Shell Enter(Shell outer, HostSpec host, HostHop hop, HostOptions options) =>
        new ExecShell(outer, host, hop with { Spec = $"ip netns exec {hop.Spec}" });
}
