namespace StreamLib.Plans;

/// <summary>A stream of a run: a declared stream, or one of a role, on the host that it takes.</summary>
/// <param name="Name">Its name, as in <c>client2</c>.</param>
/// <param name="Declared">The stream or role it comes from.</param>
/// <param name="Host">The host it runs on.</param>
public sealed record PlacedStream(string Name, TestStream Declared, HostSpec Host)
{
    /// <summary>The role it was made from; its own name for a single one.</summary>
    public string Role => Declared.Name;

    /// <summary>Whether this name, of a stream or of a role, means it.</summary>
    internal bool IsMeantBy(string name) => Role == name || Name == name;
}
