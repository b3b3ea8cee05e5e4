namespace StreamLib.Sync;

/// <summary>What the scope knows of one stream.</summary>
internal sealed class StreamState(string name, string role)
{
    private string? doing;
    private long since;
    private string? lastLine;

    internal string Name { get; } = name;

    internal string Role { get; set; } = role;

    /// <summary>Whether it left the barriers counted by <c>all</c> and by role.</summary>
    internal bool Left { get; set; }

    internal List<Party> Parties { get; } = [];

    internal int Active { get; set; }

    internal Party? LastEnded { get; private set; }

    /// <summary>The role <c>client</c> becomes <c>client1</c>, <c>client2</c>…; for a single stream both names are the same.</summary>
    internal static string RoleOf(string stream) => stream.TrimEnd("0123456789".ToCharArray()) is { Length: > 0 } role ? role : stream;

    internal bool HasRole(string name) => Role == name || Name == name;

    internal void Does(string text, long now) => (doing, since) = (text, now);

    internal void Ends(Party party)
    {
        Active--;
        LastEnded = party;
        if (party.Name == $"{Name}/{doing}") doing = null;
    }

    internal void Wrote(string line) => lastLine = OneLine.Of(line, 200);

    /// <summary>The stream and what it is doing, for those who wait for it.</summary>
    internal string Describe(TimeProvider clock)
    {
        var facts = new List<string>();
        if (Active > 0 && !string.IsNullOrEmpty(doing)) facts.Add($"in {doing} for {OneLine.Of(clock.GetElapsedTime(since))}");
        else if (LastEnded is not null) facts.Add(LastEnded.Ended);
        else if (Active == 0) facts.Add("nothing of it has started");
        else facts.Add("started");
        facts.AddRange(Parties.SelectMany(party => party.Waits)
            .Select(wait => $"{wait.Party!.Name} waits at {wait.Point!.Title} for {OneLine.Of(wait.Waited)}"));
        if (!string.IsNullOrEmpty(lastLine)) facts.Add($"last line: \"{lastLine}\"");
        return $"{Name} ({string.Join("; ", facts)})";
    }
}
