using System.ComponentModel;
using Microsoft.Build.Framework;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>What the tasks have in common: errors of StreamLib become errors of the build, and cancelling the build cancels what they wait for.</summary>
/// <remarks>A concrete task repeats <see cref="MSBuildMultiThreadableTaskAttribute"/>, which is not inherited.</remarks>
public abstract class StreamTask : Microsoft.Build.Utilities.Task, ICancelableTask, IMultiThreadableTask, IDisposable
{
    private readonly CancellationTokenSource cancelled = new();

    /// <inheritdoc/>
    public TaskEnvironment TaskEnvironment { get; set; } = TaskEnvironment.Fallback;

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        using var link = NodeLink.Watch(cancelled.Cancel);
        try
        {
            Run(cancelled.Token);
        }
        catch (PlanException failure)
        {
            foreach (var gap in failure.Gaps) LogError(gap.Code, gap.Message);
        }
        catch (StreamLibException failure)
        {
            LogError(failure.Code, failure.Message);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            LogError("SL5104", $"{GetType().Name} was cancelled.");
        }

        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or Win32Exception)
        {
            LogError("SL5106", $"{GetType().Name} could not do its work: {failure.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Ends what the task waits for; <see cref="Execute"/> returns when that is done.</summary>
    public void Cancel() => ThreadPool.QueueUserWorkItem(_ => cancelled.Cancel());

    /// <inheritdoc/>
    public void Dispose()
    {
        cancelled.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does the work.</summary>
    protected abstract void Run(CancellationToken cancellationToken);

    /// <summary>Waits for something while the node builds other projects. The environment of the project is not to be touched meanwhile.</summary>
    protected void WaitFor(Task work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var engine = BuildEngine as IBuildEngine3;
        engine?.Yield();
        try
        {
            work.GetAwaiter().GetResult();
        }
        finally
        {
            engine?.Reacquire();
        }
    }

    /// <summary>What a parameter says; <c>null</c> when it is left out or blank.</summary>
    private protected static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private void LogError(string code, string message) =>
        Log.LogError(null, code, null, null, 0, 0, 0, 0, "{0}", BuildWords.OneLine(BuildWords.Of(message)));
}
