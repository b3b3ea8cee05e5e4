namespace StreamLib.Sync;

/// <summary>What the job knows of a party beside its name.</summary>
internal enum PartyKind
{
    /// <summary>It ends by itself, and may do anything until then.</summary>
    Foreground,

    /// <summary>It ends when the job ends it: it may wait for what never comes.</summary>
    Background,

    /// <summary>The code of a test: it may set, signal and send, but no barrier counts on it before it has arrived at one.</summary>
    Code,
}

/// <summary>The words of the protocol for kinds of parties.</summary>
internal static class PartyKinds
{
    internal static string WordOf(PartyKind kind) => kind == PartyKind.Foreground ? "-" : kind.ToString().ToLowerInvariant();

    internal static bool TryParse(ReadOnlySpan<char> word, out PartyKind kind)
    {
        kind = word switch
        {
            "background" => PartyKind.Background,
            "code" => PartyKind.Code,
            _ => PartyKind.Foreground,
        };
        return kind != PartyKind.Foreground || word is "" or "-";
    }
}
