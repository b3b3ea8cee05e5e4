namespace StreamLibTests.Sync.Model;

/// <summary>Who takes part.</summary>
internal sealed partial class ScopeModel
{
    private void Join(string name, int id)
    {
        var stream = name.Contains('/') ? name.Split('/')[0] : null;
        if (parties.TryGetValue(name, out var known))
        {
            if (!known.IsAlive) (known.IsAlive, known.Deadline) = (true, null);
        }
        else if (isSealed && stream is not null)
        {
            Answers[id] = new("error usage");
        }
        else
        {
            parties[name] = new PartyModel(name, stream);
            if (stream is not null) streams.TryAdd(stream, new StreamModel(stream, stream.TrimEnd('1', '2')));
        }

        if (!Answers.ContainsKey(id)) Happened();
    }

    private void End(string name)
    {
        if (parties.GetValueOrDefault(name) is not { IsAlive: true } party) return;
        party.IsAlive = false;
        Happened();
        while (waits.Find(wait => wait.Party == party) is { } wait) Abandon(wait);
        foreach (var held in holders.Where(held => held.Value == name).ToList()) Free(held.Key);
    }

    private void Free(string name) => holders.Remove(name);

    private void Leave(string name)
    {
        if (!streams.TryGetValue(name, out var stream) || stream.HasLeft) return;
        stream.HasLeft = true;
        Happened();
    }

    private void AddStream(string name, string role)
    {
        streams.TryAdd(name, new StreamModel(name, role));
        streams[name].Role = role;
        Happened();
    }

    private sealed class PartyModel(string name, string? stream)
    {
        internal string Name { get; } = name;

        internal string? Stream { get; } = stream;

        internal bool IsAlive { get; set; } = true;

        internal long? Deadline { get; set; }
    }

    private sealed class StreamModel(string name, string role)
    {
        internal string Name { get; } = name;

        internal string Role { get; set; } = role;

        internal bool HasLeft { get; set; }

        internal bool Has(string count) => count == $"role:{Role}" || count == $"role:{Name}";
    }
}
