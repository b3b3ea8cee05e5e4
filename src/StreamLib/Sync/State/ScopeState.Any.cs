using System.Globalization;

namespace StreamLib.Sync;

/// <summary>Requests that wait for the first of several signals or topics.</summary>
internal sealed partial class ScopeState
{
    private const int MostOfAny = 100;
    private readonly Dictionary<string, AnyPoint> anys = new(StringComparer.Ordinal);

    internal void Forget(AnyPoint any) => anys.Remove(any.Name);

    internal Answer ReachedAny(Party party, string list, long count, TimeSpan? timeout, Waiter waiter)
    {
        using var turn = Enter();
        var names = list.Split(',');
        if (Refuses(names, name => !signals.TryGet(name, out _)) is { } refusal) return refusal;
        SignalCount[] parts = [.. names.Select(name => signals.Find(name) ?? signals.Add(name, text => new SignalCount(this, text)))];
        var key = string.Create(CultureInfo.InvariantCulture, $"signals {list} {count}");
        return WaitForAny(party, key, parts, i => parts[i].Count >= count ? Answer.Of(names[i]) : null, timeout, waiter, count);
    }

    internal Answer ReceiveAny(Party party, string list, TimeSpan? timeout, Waiter waiter)
    {
        using var turn = Enter();
        (string Name, long After)[] asked = [.. list.Split(',').Select(TopicOf)];
        if (Refuses([.. asked.Select(topic => topic.Name)], name => !topics.TryGet(name, out _)) is { } refusal) return refusal;
        Topic[] parts = [.. asked.Select(topic => topics.Find(topic.Name) ?? topics.Add(topic.Name, text => new Topic(this, text)))];
        Answer? MessageOf(int i) => parts[i].After(asked[i].After) is { } message
            ? Answer.Of(string.Create(CultureInfo.InvariantCulture, $"{parts[i].Name} {message.Sequence} {message.Party} {message.Value}"))
            : null;
        return WaitForAny(party, $"topics {list}", parts, MessageOf, timeout, waiter);
    }

    // TOPIC or TOPIC=AFTER.
    private static (string Name, long After) TopicOf(string text)
    {
        var at = text.LastIndexOf('=');
        return at > 0 && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? (text[..at], after)
            : (text, 0);
    }

    private Answer? Refuses(string[] names, Func<string, bool> isNew)
    {
        if (names.Length > MostOfAny) return Answer.Fail(SyncError.Limit, $"{names.Length} names; {MostOfAny} are the limit");
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            return Answer.Fail(SyncError.Usage, "one of the names is there twice");
        foreach (var name in names)
            if (Refuses(name, isNew(name)) is { } refusal) return refusal;
        return null;
    }

    private Answer WaitForAny(
        Party party, string key, WaitPoint[] parts, Func<int, Answer?> look, TimeSpan? timeout, Waiter waiter, long threshold = 0)
    {
        if (!anys.TryGetValue(key, out var any))
        {
            any = new AnyPoint(this, key, parts, look);
            if (any.Look() is { } answer)
            {
                foreach (var part in parts) part.ForgetIfEmpty();
                return answer;
            }

            anys.Add(key, any);
            any.Watch();
        }

        return Wait(waiter, party, any, timeout, threshold);
    }

    /// <summary>Whether a party waits for the same thing, or for one of the same things until it comes.</summary>
    private static bool WaitsForSame(Party party, WaitPoint point)
    {
        foreach (var wait in party.Waits)
            if (wait.Point == point || (wait.Limit is null && IsPartOf(wait.Point!, point))) return true;
        return false;
    }

    private static bool IsPartOf(WaitPoint one, WaitPoint other) =>
        (one is AnyPoint any && any.Includes(other)) || (other is AnyPoint of && of.Includes(one));

    /// <summary>Where others wait for one of the same things.</summary>
    private IEnumerable<WaitPoint> RelatedTo(WaitPoint point) => awaited.Where(other => IsPartOf(point, other));
}
