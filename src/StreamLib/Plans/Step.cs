using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>One use of a nested test in a stream.</summary>
public sealed record Step
{
    /// <summary>What others call it: <c>server/netserver</c> is step <c>netserver</c> of stream <c>server</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required StepAction Action { get; init; }

    /// <summary>Whether the stream goes on while it runs. It is stopped when its own stream, and all streams with a step that needs it,
    /// have ended their
    /// foreground steps.</summary>
    public bool Background { get; init; }

    /// <summary>When a background step is ready for those that need it; by default as soon as it has started.</summary>
    public Readiness? Ready { get; init; }

    /// <summary>The port it listens on: handed to it as <c>PORT</c>, and to the others as <c>STREAM_&lt;STREAM&gt;_&lt;STEP&gt;_PORT</c>,
    /// and also as
    /// <c>STREAM_&lt;STREAM&gt;_PORT</c> where its stream has no other port.</summary>
    public PortChoice? Port { get; init; }

    /// <summary>Further ports by name, where it listens on several: <c>["client=auto", "admin=auto"]</c>. Handed to it as
    /// <c>PORT_CLIENT</c> and to the others as
    /// <c>STREAM_&lt;STREAM&gt;_&lt;STEP&gt;_PORT_CLIENT</c>.</summary>
    public ImmutableArray<NamedPort> Ports { get; init; } = [];

    /// <summary>The steps, as <c>STREAM/STEP</c>, that must be ready (background) or have passed (foreground) before this one starts.
    /// One that failed as expected, or was skipped, counts as passed.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>Whether a background step may end by itself before it is stopped.</summary>
    public bool MayEnd { get; init; }

    /// <summary>How it is expected to end; by default <see cref="Expectation.Pass"/>. Not for barriers.</summary>
    public Expectation Expect { get; init; } = Expectation.Pass;

    /// <summary>The known defect that keeps it from doing what it should, as an address or in words; <c>null</c> for none. While it fails it is an <see cref="Outcome.Skip"/> that says so,
    /// and its stream goes on; when it does what it should it is an <see cref="Outcome.UnexpectedPass"/>, so that the mark does not outlive the defect. Not for barriers.</summary>
    public string? KnownIssue { get; init; }

    /// <summary>A command line that undoes what it changes on the host. The host holds it before the step starts and runs it when the last stream of the test there has ended, in every ending:
    /// also when the controller is killed or the network is lost. It sees the environment of the step.</summary>
    public string? Cleanup { get; init; }

    /// <summary>What its metrics must keep to, as in <c>throughput>=900</c> or <c>p99&lt;=250 ms</c>: a pass whose metrics do not, or are not there, is a failure.</summary>
    public ImmutableArray<MetricLimit> Limits { get; init; } = [];

    /// <summary>A folder of this machine that is shipped to the host, as in <c>publish/</c>: there it is the working directory of the
    /// step, and
    /// <c>STREAM_PAYLOAD</c> names it. By default the payload of the stream, if it has one. On a host that shares the files of this
    /// machine, the folder itself is
    /// used. Not for barriers and faults.</summary>
    public string? Payload { get; init; }

    /// <summary>How long it may run; by default as long as its test.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Parameters for this step alone; they go before those of the test and the stream, and give way to those of the host and the command line.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
