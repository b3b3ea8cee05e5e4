using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary><c>local:</c> is this machine.</summary>
internal sealed class LocalKind : ShellKind
{
    public override string Name => "local";

    public override ImmutableArray<string> Written => ["local:"];

    public override PlanGap? Check(string spec, string text) =>
        spec.Length == 0 ? null : new("SL1102", $"'{text}' is no host: write local: for this machine, with nothing after it.");

    public override Shell Enter(Shell outer, HostSpec host, HostHop hop, HostOptions options) => outer;
}

/// <summary>A shell on this machine.</summary>
internal sealed class LocalShell : Shell
{
    public override bool SharesFiles => true;

    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) => inner;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
