using System.Collections.Immutable;
using System.Diagnostics;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The end on this machine of a shell on a host.</summary>
internal abstract class NearEnd : IDisposable
{
    /// <summary>The number of its process; 0 when it has none of its own.</summary>
    public abstract int Pid { get; }

    public abstract Stream Input { get; }

    public abstract Stream Output { get; }

    public abstract Stream Error { get; }

    public abstract Task WaitForExitAsync(CancellationToken cancellationToken);

    /// <summary>Ends it at once.</summary>
    public abstract void Kill();

    /// <summary>Lets go of it. Its streams are closed before.</summary>
    public abstract void Dispose();
}

/// <summary>A process that leads to the host.</summary>
internal sealed class ProcessEnd(HostSpec host, ImmutableArray<string> argv) : NearEnd
{
    private readonly Process _process = LocalProcess.Start(host, argv);

    public override int Pid => _process.Id;

    public override Stream Input => _process.StandardInput.BaseStream;

    public override Stream Output => _process.StandardOutput.BaseStream;

    public override Stream Error => _process.StandardError.BaseStream;

    public override Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    // With what it started: a launcher may have left the waiting to another.
    public override void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or AggregateException or InvalidOperationException)
        {
            // It has ended, or it may not be ended from here, as a launcher that became another user: then it is left alone.
        }
    }

    public override void Dispose() => _process.Dispose();
}
