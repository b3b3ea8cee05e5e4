using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary><c>ssh:NAME</c>, <c>ssh:user@NAME</c> or <c>ssh://user@NAME:PORT</c> is a machine reached by the OpenSSH client.</summary>
internal sealed partial class SshKind : ShellKind
{
    public override string Name => "ssh";

    public override ImmutableArray<string> Written => ["ssh:NAME", "ssh://user@host:port"];

    public override bool IsMachine => true;

    public override PlanGap? Check(string spec, string text) => IsDestination(spec)
        ? null
        : new("SL1103", $"'{text}' is no host that ssh can reach: write ssh:NAME, ssh:user@NAME or ssh://user@NAME:PORT, and for several hosts ssh:h1,ssh:h2.");

    public override string NameOf(string spec) => spec.StartsWith("//", StringComparison.Ordinal) ? Authority().Match(spec).Groups[1].Value : AfterUser(spec);

    public override Shell Enter(Shell outer, HostSpec host, HostHop hop, HostOptions options) =>
        outer is LocalShell ? new SshShell(host, hop, options) : new SshHopShell(outer, host, hop);

    private static bool IsDestination(string spec) => Destination().IsMatch(spec)
        || (!spec.StartsWith('-') && IPAddress.TryParse(Zone().Replace(AfterUser(spec), ""), out _));

    private static string AfterUser(string spec) => spec[(spec.IndexOf('@', StringComparison.Ordinal) + 1)..];

    // Nothing that ssh could take for an option, and no list that is not one.
    [GeneratedRegex(@"^(?://(?:[^\s@,;|/:-][^\s@,;|/]*@)?(?:\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|[^\s@,;|/:\[-][^\s@,;|/:]*)(?::[0-9]{1,5})?/?|(?:[^\s@,;|/-][^\s@,;|/]*@)?[^\s@,;|/:-][^\s@,;|/:]*)$")]
    private static partial Regex Destination();

    // The name of an interface, which .NET takes only where this machine has it.
    [GeneratedRegex(@"%[\w.-]+$")]
    private static partial Regex Zone();

    [GeneratedRegex(@"^//(?:[^@]*@)?\[?([^\]/]*?)\]?(?::[0-9]+)?/?$")]
    private static partial Regex Authority();
}
