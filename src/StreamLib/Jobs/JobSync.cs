using StreamLib.Events;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>The sync scope of one test: in a server of this job's own, or in one that runs already.</summary>
internal sealed class JobSync : IAsyncDisposable
{
    private readonly SyncServer? server;
    private readonly RemoteScope? remote;

    private JobSync(SyncServer server, string test, Action<string> log, string? problem = null) =>
        (this.server, Scope, Problem) = (server, server.OpenScope(test, log), problem);

    private JobSync(RemoteScope remote) => (this.remote, Scope) = (remote, remote);

    public IJobScope Scope { get; }

    /// <summary>Why the server that was asked for cannot be used; the scope is then one in which nothing will run. <c>null</c> when all is well.</summary>
    public string? Problem { get; }

    public static async Task<JobSync> OpenAsync(JobContext job, string test, CancellationToken cancellationToken)
    {
        void Log(string text) => job.Log(LogSource.Sync, text, test: test);
        if (job.Sync is not { } sync) return new JobSync(SyncServer.Start(), test, Log);
        try
        {
            return new JobSync(await RemoteScope.OpenAsync(sync.Address, sync.Token, [test, $"{test}@{job.Job}"], Log, cancellationToken).ConfigureAwait(false));
        }
        catch (SyncException e)
        {
            return new JobSync(SyncServer.Start(), test, Log, $"the sync server cannot be used: {e.Message} (option --sync)");
        }
        catch (OperationCanceledException)
        {
            return new JobSync(SyncServer.Start(), test, Log);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (remote is not null) await remote.DisposeAsync().ConfigureAwait(false);
        if (server is not null) await server.DisposeAsync().ConfigureAwait(false);
    }
}
