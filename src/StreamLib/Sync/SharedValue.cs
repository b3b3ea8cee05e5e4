namespace StreamLib.Sync;

/// <summary>A value under a key.</summary>
internal sealed class SharedValue(ScopeState scope, string name) : WaitPoint(scope, name)
{
    internal override string Title => $"key {Name}";

    internal string? Value { get; private set; }

    protected override bool IsEmpty => Value is null;

    internal override string Lack(Waiter waiter) => $"key {Name} was not set";

    internal override string Lost => $"{Title} can no longer be set";

    internal void Set(string value)
    {
        Value = value;
        CompleteAll(Answer.Of(value));
    }

    protected override void Forget() => Scope.Forget(this);
}
