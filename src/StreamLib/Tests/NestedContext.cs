using System.Collections.Immutable;
using System.Text.Json;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>What a nested test is given by whoever starts it: a plan, another test, a build, or a person.</summary>
public sealed class NestedContext
{
    /// <summary>Its parameters.</summary>
    public TestParameters Parameters { get; init; } = new(ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The streams of the test that it belongs to; none when it was started alone.</summary>
    public Topology Streams { get; init; } = new([]);

    /// <summary>The name of its stream; empty when it was started alone.</summary>
    public string Stream { get; init; } = "";

    /// <summary>The address of the sync server; <c>null</c> when there is none.</summary>
    public string? SyncAddress { get; init; }

    /// <summary>The token that says to the sync server who it is.</summary>
    public string SyncToken { get; init; } = "";

    /// <summary>The folder whose content comes back; <c>null</c> when nobody waits for it.</summary>
    public string? Output { get; init; }

    /// <summary>The folder for commands that undo changes of the machine at the end; <c>null</c> when nobody runs them.</summary>
    public string? Ends { get; init; }

    /// <summary>Where its lines for a person go.</summary>
    public TextWriter Console { get; init; } = TextWriter.Null;

    /// <summary>Whether a person has said who takes part: to the sync server it is then its stream's, and tells that which streams there are.</summary>
    internal bool IsByHand { get; init; }

    /// <summary>The environment of the commands that it runs; <c>null</c> for that of this process.</summary>
    internal ImmutableSortedDictionary<string, string>? CommandEnvironment { get; init; }

    /// <summary>Where the commands that it runs start; <c>null</c> for the current directory.</summary>
    internal string? WorkingDirectory { get; init; }

    internal NestedOutput Reports => field ??= new(Output, Console);

    internal ISync Sync { get; set; } = NoSync.Instance;

    internal CancellationToken Cancelled { get; set; }

    /// <summary>Cancelled when the time that a person gave it is over: what it waits for by this library ends then.</summary>
    internal CancellationToken Late { get; set; }

    /// <summary>Waits for something, at most until its time is over.</summary>
    internal async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> wait, CancellationToken cancellationToken)
    {
        if (!Late.CanBeCanceled) return await wait(cancellationToken).ConfigureAwait(false);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Late);
        return await wait(either.Token).ConfigureAwait(false);
    }

    /// <summary>The same, for one that has no process of its own.</summary>
    internal NestedContext InProcess(ImmutableSortedDictionary<string, string> environment, string folder) => new()
    {
        Parameters = Parameters,
        Streams = Streams,
        Stream = Stream,
        SyncAddress = SyncAddress,
        SyncToken = SyncToken,
        Output = Output,
        Ends = Ends,
        Console = Console,
        CommandEnvironment = environment,
        WorkingDirectory = folder,
    };

    /// <summary>The same, as one of the streams that a person says take part.</summary>
    /// <exception cref="PlanException">It is none of them.</exception>
    internal NestedContext ByHand(Topology streams, string stream) => streams.All.Any(s => s.Name == stream)
        ? new NestedContext
        {
            Parameters = Parameters,
            Streams = streams,
            Stream = stream,
            SyncAddress = SyncAddress,
            SyncToken = SyncToken,
            Output = Output,
            Ends = Ends,
            Console = Console,
            IsByHand = true,
        }
        : throw new PlanException("SL5008", $"{stream} is none of the streams that take part, {string.Join(", ", streams.All.Select(s => s.Name))}: add it to --streams, or be another one with --as.");

    /// <summary>Reads what the environment of a process says.</summary>
    /// <param name="variable">Gives the value of an environment variable, or <c>null</c>.</param>
    /// <param name="parameters">Parameters of the command line; they go before those of the environment.</param>
    /// <param name="console">Where lines for a person go.</param>
    /// <exception cref="TestException">The file that STREAMLIB_PARAMS names cannot be read.</exception>
    public static NestedContext FromEnvironment(Func<string, string?> variable, ImmutableSortedDictionary<string, string> parameters, TextWriter console)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var given = ImmutableSortedDictionary<string, string>.Empty;
        var streams = new Topology([]);
        if (variable("STREAMLIB_PARAMS") is { Length: > 0 } file)
        {
            try
            {
                using var json = JsonDocument.Parse(File.ReadAllText(file));
                given = json.RootElement.GetProperty("params").EnumerateObject().ToImmutableSortedDictionary(p => p.Name, p => p.Value.ToString());
                streams = Topology.Read(json.RootElement.GetProperty("streams"));
            }
            catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or UnauthorizedAccessException)
            {
                throw new TestException("SL5004", $"the parameters in {file}, which STREAMLIB_PARAMS names, cannot be read: {e.Message}", e);
            }
        }

        return new NestedContext
        {
            Parameters = new(ParameterNames.Merge(given, parameters)),
            Streams = streams,
            Stream = variable("STREAMLIB_STREAM") ?? "",
            SyncAddress = variable("STREAMLIB_SYNC") is { Length: > 0 } address ? address : null,
            SyncToken = variable("STREAMLIB_TOKEN") ?? "",
            Output = variable("STREAMLIB_OUTPUT") is { Length: > 0 } output ? output : null,
            Ends = variable("STREAMLIB_ON_END") is { Length: > 0 } ends ? ends : null,
            Console = console,
        };
    }
}
