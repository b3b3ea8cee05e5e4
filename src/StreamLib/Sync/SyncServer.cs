using System.Net;

namespace StreamLib.Sync;

/// <summary>Barriers, messages and shared data for the streams of tests, over TCP with one line for each request and each reply, and in process.</summary>
/// <example><code>
/// await using var server = SyncServer.Start();
/// using var scope = server.OpenScope("MultiNetperf", Console.WriteLine);
/// scope.AddStream("server", "server");
/// scope.AddStream("client1", "client");
/// var token = scope.Join("server/1-NetServer", "server");
/// await scope.As("client1/1-NetPerf").Barrier("setup");
/// </code></example>
public sealed class SyncServer : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SyncScope> scopes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ending = new();
    private readonly SyncServerOptions options;
    private readonly Listener listener;
    private readonly ITimer? reports;
    private Task? disposing;

    private SyncServer(SyncServerOptions options)
    {
        // A clock that is set is not to end or to prolong what waits.
        this.options = options = options.Clock == TimeProvider.System ? options with { Clock = new SteadyClock() } : options;
        Log = new LogQueue(options.Log);
        Offenders = new Offenders(options.Clock, Log);
        Ended = ending.Token;
        if (options.Token is not null || options.AllowAnonymous) StandAloneScope = Open(options.StandAloneScope, options.Log);
        if (options.Token is { } token) Tokens.Add(token, new Identity(Scope: null, Party: null));
        listener = new Listener(this, options);
        if (options.WaitReportInterval > TimeSpan.Zero)
            reports = options.Clock.CreateTimer(_ => ReportWaits(), state: null, options.WaitReportInterval, options.WaitReportInterval);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => listener.EndPoint;

    /// <summary>Cancelled when the server ends.</summary>
    public CancellationToken Ended { get; }

    /// <summary>The scope of a server that stands alone; <c>null</c> without <see cref="SyncServerOptions.Token"/> and <see cref="SyncServerOptions.AllowAnonymous"/>.</summary>
    public SyncScope? StandAloneScope { get; }

    internal TokenTable Tokens { get; } = new();

    internal Offenders Offenders { get; }

    internal TimeProvider Clock => options.Clock;

    internal LogQueue Log { get; }

    internal bool AllowsAnonymous => options.AllowAnonymous;

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it listens and what it bears; <see cref="SyncServerOptions.Default"/> by default.</param>
    /// <exception cref="SyncException">The address is taken or not ours, or the options would let anybody in from elsewhere.</exception>
    public static SyncServer Start(SyncServerOptions? options = null)
    {
        options ??= SyncServerOptions.Default;
        if (options.AllowAnonymous && !IPAddress.IsLoopback(options.Listen.Address))
            throw new SyncException(
                SyncError.Usage,
                $"listen on {options.Listen}",
                "only on loopback may parties come without a token: give a token, or listen on 127.0.0.1");
        if (options.Token is { } token && Names.Problem(token, 256) is not null)
            throw new SyncException(SyncError.Usage, $"listen on {options.Listen}", "a token is one word of at most 256 characters");
        return new SyncServer(options);
    }

    /// <summary>Opens a scope: the name space of one multi-stream test. It is closed by disposing it.</summary>
    /// <param name="name">The name, one word.</param>
    /// <param name="log">Receives each arrival, release, break, signal, lock and failure as one line, in order and one at a time. By default nobody.</param>
    /// <exception cref="SyncException">The name is not one word, a scope of that name is open, or the server has ended.</exception>
    public SyncScope OpenScope(string name, Action<string>? log = null)
    {
        lock (gate)
        {
            return scopes.ContainsKey(name)
                ? throw new SyncException(SyncError.Usage, $"scope {name}", "a scope of this name is open already; dispose it first, or take another name")
                : Open(name, log);
        }
    }

    /// <summary>Ends the server: waits are answered with <c>error closed</c>, connections are closed. Later calls wait for the first.</summary>
    public ValueTask DisposeAsync()
    {
        lock (gate) disposing ??= Task.Run(EndAsync);
        return new ValueTask(disposing);
    }

    internal Identity? Identify(ReadOnlySpan<char> token) =>
        Tokens.Find(token) ?? (options.AllowAnonymous ? new Identity(Scope: null, Party: null) : null);

    internal SyncScope FindOrOpenScope(string name)
    {
        lock (gate)
        {
            return scopes.TryGetValue(name, out var scope)
                ? scope
                : Open(name, options.Log is { } log ? line => log($"{name}: {line}") : null);
        }
    }

    /// <summary>Opens a scope whose log is kept for the job that asked for it over the wire.</summary>
    internal SyncScope OpenScopeForJob(string name)
    {
        var scope = OpenScope(name, options.Log is { } log ? line => log($"{name}: {line}") : null);
        scope.State.Log.Kept = new LogLines(scope.State);
        return scope;
    }

    internal void Forget(SyncScope scope)
    {
        lock (gate)
        {
            if (scopes.GetValueOrDefault(scope.Name) == scope) scopes.Remove(scope.Name);
        }
    }

    private SyncScope Open(string name, Action<string>? log)
    {
        if (Names.Problem(name, options.MaxNameLength) is { } problem) throw new SyncException(problem.Error, "scope", problem.Text);
        if (ending.IsCancellationRequested) throw new SyncException(SyncError.Closed, $"scope {name}", "the sync server has ended");
        if (scopes.Count >= options.MaxScopes)
            throw new SyncException(SyncError.Limit, $"scope {name}", $"{options.MaxScopes} scopes are open; no more are allowed");
        var scope = new SyncScope(this, new ScopeState(name, options, log));
        scopes.Add(name, scope);
        return scope;
    }

    private void ReportWaits()
    {
        List<SyncScope> open;
        lock (gate) open = [.. scopes.Values];
        foreach (var scope in open) scope.State.ReportWaits();
    }

    private async Task EndAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        if (reports is not null) await reports.DisposeAsync().ConfigureAwait(false);
        List<SyncScope> open;
        lock (gate) open = [.. scopes.Values];
        foreach (var scope in open) scope.End("the sync server has ended");
        await listener.DisposeAsync().ConfigureAwait(false);
    }
}
