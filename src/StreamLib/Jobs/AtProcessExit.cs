namespace StreamLib.Jobs;

/// <summary>Does something when the process ends without unwinding, as after a second ^C; not once this is disposed.</summary>
internal sealed class AtProcessExit : IDisposable
{
    private readonly Action action;

    public AtProcessExit(Action action)
    {
        this.action = action;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;

    private void OnProcessExit(object? sender, EventArgs e) => action();
}
