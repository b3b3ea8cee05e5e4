using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Plans;

/// <summary>A named lane of a multi-stream test: it runs its steps, one after another, on one host. With a count it is a role.</summary>
public sealed record TestStream
{
    /// <summary>The name: letters, digits, <c>-</c> and <c>_</c>. A role named <c>client</c> becomes <c>client1</c>, <c>client2</c>…</summary>
    public required string Name { get; init; }

    /// <summary>How many streams this role becomes; one by default.</summary>
    public StreamCount Count { get; init; } = StreamCount.One;

    /// <summary>The name of the host of the run that it wants; by default the next one that no stream has taken.</summary>
    public string? Host { get; init; }

    /// <summary>The group of the inventory that its host, or the hosts of the role, must belong to; by default any host will do. Without hosts all streams are on this machine.</summary>
    public string? Group { get; init; }

    /// <summary>What its failure does to the other streams; by default what the test says.</summary>
    public FailureMode? OnFail { get; init; }

    /// <summary>What its host must have, as in <c>root</c> or <c>arch:arm64</c>. Where it is not there, the test is skipped before anything starts.</summary>
    public ImmutableArray<Requirement> Requires { get; init; } = [];

    /// <summary>Whether it lasts as long as the other streams, and no longer: a load in the background of a test. What still runs of it is stopped when these have ended, which is a pass.
    /// It takes no part in barriers of <c>all</c>.</summary>
    public bool Background { get; init; }

    /// <summary>What it does, in order. Empty for a stream that a C# multi-stream test drives.</summary>
    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>Command lines that run on its host after a failure, before anything is stopped: their output is put into <c>diagnostics/</c> of the stream.</summary>
    public ImmutableArray<string> OnFailure { get; init; } = [];

    /// <summary>Files on its host that are brought back after a failure, before anything is stopped, as in <c>/var/log/app/*.log</c>; folders with all that they hold.</summary>
    public ImmutableArray<string> Collect { get; init; } = [];

    /// <summary>A folder of this machine that is shipped to its host before anything starts, and that its steps share: see
    /// <see cref="Step.Payload"/>, which
    /// takes precedence.</summary>
    public string? Payload { get; init; }

    /// <summary>Whether a C# multi-stream test runs only command lines and scripts on it, no nested test classes: its host then needs no .NET. By default it is made sure, before anything
    /// starts, that they can run there.</summary>
    public bool CommandsOnly { get; init; }

    /// <summary>Parameters of this stream; they go before those of the test.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Adds a command line that runs in the foreground.</summary>
    public TestStream Run(string name, string line, Func<Step, Step>? configure = null) =>
        Add(new Step { Name = name, Action = new StepAction.Command(line) }, configure);

    /// <summary>Adds a script file of this machine that runs in the foreground.</summary>
    public TestStream RunScript(string name, string path, Func<Step, Step>? configure = null) =>
        Add(new Step { Name = name, Action = new StepAction.Script(path) }, configure);

    /// <summary>Adds a command line that runs in the background.</summary>
    public TestStream Start(string name, string line, Func<Step, Step>? configure = null) =>
        Add(new Step { Name = name, Action = new StepAction.Command(line), Background = true }, configure);

    /// <summary>Adds a script file of this machine that runs in the background.</summary>
    public TestStream StartScript(string name, string path, Func<Step, Step>? configure = null) =>
        Add(new Step { Name = name, Action = new StepAction.Script(path), Background = true }, configure);

    /// <summary>Adds a meeting with the other streams; by default with all of them.</summary>
    public TestStream Barrier(string name, string count = "all", Func<Step, Step>? configure = null) =>
        Add(new Step { Name = name, Action = new StepAction.Barrier(name, count) }, configure);

    /// <summary>Stops a background step of another stream: TERM, and KILL after the grace. See <see cref="StepAction.Fault"/>.</summary>
    public TestStream Stop(string name, string target, Func<Step, Step>? configure = null) => Add(name, new(FaultKind.Stop, target), configure);

    /// <summary>Kills a background step of another stream. See <see cref="StepAction.Fault"/>.</summary>
    public TestStream Kill(string name, string target, Func<Step, Step>? configure = null) => Add(name, new(FaultKind.Kill, target), configure);

    /// <summary>Sends a signal, as in <c>HUP</c>, to a background step of another stream. See <see cref="StepAction.Fault"/>.</summary>
    public TestStream Signal(string name, string target, string signal, Func<Step, Step>? configure = null) => Add(name, new(FaultKind.Signal, target, signal), configure);

    /// <summary>Starts a background step of another stream again, after it has ended. See <see cref="StepAction.Fault"/>.</summary>
    public TestStream Restart(string name, string target, Func<Step, Step>? configure = null) => Add(name, new(FaultKind.Start, target), configure);

    /// <summary>Whether this name is that of the stream or role, or of one of the streams that the role makes.</summary>
    internal bool Covers(string name) => name == Name
        || (Count != StreamCount.One && name.StartsWith(Name, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= (Count.Number ?? int.MaxValue));

    /// <summary>The folder that is shipped for a step; <c>null</c> for none.</summary>
    internal string? PayloadOf(Step step) => step.Action is StepAction.Barrier or StepAction.Fault ? null : step.Payload ?? Payload;

    private TestStream Add(string name, StepAction.Fault fault, Func<Step, Step>? configure) => Add(new Step { Name = name, Action = fault }, configure);

    private TestStream Add(Step step, Func<Step, Step>? configure) => this with { Steps = Steps.Add(configure is null ? step : configure(step)) };
}
