namespace StreamLib.Sync;

/// <summary>One entry into the state of a scope: what it completed is handed over when the lock is free again.</summary>
internal readonly ref struct Turn(ScopeState scope)
{
    public void Dispose() => scope.Leave();
}
