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

    /// <summary>Its variants: a run of it is a run of each of them, one after another, in one job. By default none, and it runs as it is.</summary>
    public Matrix Matrix { get; init; } = Matrix.None;

    /// <summary>How long the parts of it may take.</summary>
    public Deadlines Deadlines { get; init; } = Deadlines.Default;

    /// <summary>What happens when not all hosts can be opened; by default no stream starts.</summary>
    public StartMode Start { get; init; }

    /// <summary>Whether streams may share hosts when there are more streams than hosts; otherwise that is an error.</summary>
    public bool Share { get; init; }

    /// <summary>What the failure of a stream does to the others, where the stream itself says nothing; by default it ends the test.</summary>
    public FailureMode OnFail { get; init; }

    /// <summary>What the run must have for the test to make sense, as in <c>hosts>=3</c> or <c>command:netperf</c>, which every host of it must have. Where something is not there, the test is
    /// skipped before anything starts.</summary>
    public ImmutableArray<Requirement> Requires { get; init; } = [];

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

    /// <summary>Adds the streams of another plan, as where a load is to run in the background of any test. With them comes what that plan says of all its streams: its parameters, which give way to
    /// those of this plan, what it requires, what a failure does, and the evidence it takes. Its deadlines, its matrix and its suite do not.</summary>
    /// <example><code>
    /// var stress = Plan.Named("Stress").Stream("stress", s => s.Start("burn", "stress-ng --cpu 2") with { Background = true });
    /// var plan = Plan.Named("Hello").Stream("one", s => s.Run("greet", "echo hello")).With(stress);
    /// </code></example>
    public Plan With(Plan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var ofRun = other.Requires.Where(r => r is Requirement.Hosts or Requirement.Group);
        return this with
        {
            Streams = Streams.AddRange(other.Streams.Select(stream => stream with
            {
                Requires = stream.Requires.AddRange(other.Requires.Except(ofRun)),
                OnFail = stream.OnFail ?? other.OnFail,
                OnFailure = [.. other.OnFailure, .. stream.OnFailure],
                Collect = [.. other.Collect, .. stream.Collect],
            })),
            Parameters = ParameterNames.Merge(other.Parameters, Parameters),
            Requires = [.. Requires.Union(ofRun)],
        };
    }

    /// <summary>Sets a parameter of the whole test.</summary>
    public Plan Parameter(string name, string value) => this with { Parameters = Parameters.SetItem(name, value) };

    /// <summary>Makes variants of the test: one for each of these values, in all combinations with those of other parameters that vary.</summary>
    /// <example><code>
    /// var plan = Plan.Named("Netperf")
    ///     .Vary("test", "TCP_STREAM", "TCP_RR").Vary("size", "1", "64")
    ///     .Exclude(("test", "TCP_RR"), ("size", "64"));   // Netperf-TCP_STREAM-1, Netperf-TCP_STREAM-64, Netperf-TCP_RR-1
    /// </code></example>
    /// <param name="parameter">The parameter, in a command line as <c>$PARAM_NAME</c>.</param>
    /// <param name="values">Its values, in the order in which their variants run.</param>
    public Plan Vary(string parameter, params IEnumerable<string> values) => this with { Matrix = Matrix.Vary(parameter, values) };

    /// <summary>Leaves out the variants that have all these values.</summary>
    public Plan Exclude(params IEnumerable<(string Name, string Value)> values) => this with { Matrix = Matrix.Exclude(values) };

    /// <summary>The variants of its matrix as plans of their own, the last parameter varying fastest; itself when it has none.</summary>
    /// <remarks>A variant is named by the plan and the values in the order of the matrix, as in <c>Netperf-TCP_STREAM-64</c>: what is no letter, digit, <c>-</c> or <c>_</c> becomes
    /// <c>_</c>, an empty value <c>empty</c>, and of a name of more than 100 characters the rest is a hash. Names and values are the same on every run. The values are parameters of the
    /// variant: they go before those of the test, and, as those do, give way to those of a stream or step.</remarks>
    /// <param name="given">Parameters of the command line: one that the matrix varies chooses among its values. By default all variants are made.</param>
    /// <exception cref="PlanException">The matrix is not as it should be; all that is wrong with it is named at once. The rest of the plan is not looked at.</exception>
    public ImmutableArray<Plan> Variants(ImmutableSortedDictionary<string, string>? given = null)
    {
        var gaps = new List<PlanGap>();
        var variants = Plans.Variants.Of(this, given ?? ImmutableSortedDictionary<string, string>.Empty, gaps);
        return gaps.Count == 0 ? variants : throw new PlanException(gaps);
    }

    /// <summary>The same plan, with the files of this machine that it names starting at <paramref name="folder"/>.</summary>
    public Plan Rooted(string folder) => this with
    {
        Streams = [.. Streams.Select(stream => stream with
        {
            Payload = PayloadRules.Rooted(stream.Payload, folder),
            Steps =
            [
                .. stream.Steps.Select(step => step with
                {
                    Action = step.Action.Rooted(folder),
                    Payload = PayloadRules.Rooted(step.Payload, folder),
                }),
            ],
        })],
    };
}
