using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>What happens to the streams when not all hosts can be opened.</summary>
public enum StartMode
{
    /// <summary>No stream starts: those of the failed hosts are an Error, the others Aborted.</summary>
    Together,

    /// <summary>The streams on the hosts that could be opened run.</summary>
    Each,
}

/// <summary>A multi-stream test as it is declared: its streams, their steps and its parameters. An immutable value.</summary>
/// <example><code>
/// var plan = Plan.Named("Hello")
///     .Stream("server", s => s.Start("listen", "nc -l -p $PORT", step => step with { Port = "auto", Ready = "port" }))
///     .Stream("client", s => s.Run("greet", "echo hello | nc -N $STREAM_SERVER_ADDRESS $STREAM_SERVER_PORT",
///         step => step with { Needs = ["server/listen"] }));
/// </code></example>
public sealed record Plan
{
    /// <summary>The name of the multi-stream test, as in <c>MultiNetperf</c>: a letter, then letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What goes before the name in the class names of result files; <c>Streams</c> by default, the namespace for a C# test.</summary>
    public string Suite { get; init; } = "Streams";

    /// <summary>The streams and roles, in the order in which they take their hosts.</summary>
    public ImmutableArray<TestStream> Streams { get; init; } = [];

    /// <summary>Command lines that run on every host of the test after a failure, before anything is stopped: their output is put into <c>diagnostics/</c> of the stream.</summary>
    public ImmutableArray<string> OnFailure { get; init; } = [];

    /// <summary>Files on every host of the test that are brought back after a failure, before anything is stopped, as in <c>/var/log/app/*.log</c>; folders with all that they hold.</summary>
    public ImmutableArray<string> Collect { get; init; } = [];

    /// <summary>Parameters of the whole test; those of a stream, a step, a host and the command line go before them, each before the one named ahead of it.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How long the parts of it may take.</summary>
    public Deadlines Deadlines { get; init; } = Deadlines.Default;

    /// <summary>What happens when not all hosts can be opened; by default no stream starts.</summary>
    public StartMode Start { get; init; }

    /// <summary>Whether streams may share hosts when there are more streams than hosts; otherwise that is an error.</summary>
    public bool Share { get; init; }

    /// <summary>Starts a plan.</summary>
    public static Plan Named(string name) => new() { Name = name };

    /// <summary>Adds a stream.</summary>
    public Plan Stream(string name, Func<TestStream, TestStream>? configure = null) => Role(name, StreamCount.One, configure);

    /// <summary>Adds a role: a stream for each of <paramref name="count"/>.</summary>
    public Plan Role(string name, StreamCount count, Func<TestStream, TestStream>? configure = null)
    {
        var stream = new TestStream { Name = name, Count = count };
        return this with { Streams = Streams.Add(configure is null ? stream : configure(stream)) };
    }

    /// <summary>Sets a parameter of the whole test.</summary>
    public Plan Parameter(string name, string value) => this with { Parameters = Parameters.SetItem(name, value) };

    /// <summary>The same plan, with the files of this machine that it names starting at <paramref name="folder"/>.</summary>
    public Plan Rooted(string folder) => this with
    {
        Streams = [.. Streams.Select(stream => stream with
        {
            Steps = [.. stream.Steps.Select(step => step with { Action = step.Action.Rooted(folder) })],
        })],
    };
}
