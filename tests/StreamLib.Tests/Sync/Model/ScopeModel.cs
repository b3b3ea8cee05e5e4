namespace StreamLibTests.Sync.Model;

/// <summary>What a request is answered: its text, and for what broke also which break it was.</summary>
internal sealed record Expected(string Text, int? Break = null);

/// <summary>
/// The rules of docs/reference/sync-protocol.md, written so that they can be seen to be right: everything that waits is one list, and
/// whether a barrier is full or hopeless is worked out anew from that list each time. Nothing here is fast.
/// </summary>
internal sealed partial class ScopeModel
{
    private readonly List<Wait> waits = [];
    private readonly Dictionary<string, BarrierModel> barriers = [];
    private readonly Dictionary<string, PartyModel> parties = [];
    private readonly Dictionary<string, StreamModel> streams = [];
    private readonly Dictionary<string, string> holders = [];
    private readonly Dictionary<string, int> signals = [];
    private readonly Dictionary<string, string> values = [];
    private readonly Dictionary<string, List<string>> topics = [];
    private bool isSealed;
    private int? failed;
    private long? deadline;
    private long now;
    private int breaks;

    /// <summary>The answer of each operation that has one by now, by its number.</summary>
    internal Dictionary<int, Expected> Answers { get; } = [];

    internal int Waiting => waits.Count;

    internal int Timed => waits.Count(wait => wait.Due is not null);

    internal static long DueIn(int seconds, int id) => seconds == 0 ? 0 : (seconds * 1000L) + id;

    internal void Apply(Operation o, int id)
    {
        var party = parties.GetValueOrDefault(o.Party);
        switch (o.Act)
        {
            case Act.Advance: Advance(o.Number * 1000L); break;
            case Act.Cancel when waits.Count > 0: Abandon(waits[o.Number % waits.Count]); break;
            case Act.Cancel: break;
            case Act.Join: Join(o.Party, id); break;
            case Act.Leave: Leave(o.Name); break;
            case Act.AddStream: AddStream(o.Name, o.Count); break;
            case Act.Seal: Seal(); break;
            case Act.Break: Break(BarrierOf(o.Name)); break;
            case Act.Release: Free(o.Name); break;
            case Act.Deadline: deadline = o.Seconds is { } time ? now + DueIn(time, id) : null; break;
            case Act.PartyDeadline when party is { IsAlive: true }: party.Deadline = o.Seconds is { } left ? now + DueIn(left, id) : null; break;
            case Act.PartyDeadline: Answers[id] = new("error usage"); break;
            case Act.End: End(o.Party); break;
            default:
                if (party is not null) Ask(o, id, party);
                break;
        }

        Settle();
        Expire();
        LoseHope();
    }

    /// <summary>What is there still to see, as the status shows it.</summary>
    internal IEnumerable<string> Things() =>
        streams.Keys.Select(name => $"stream {name}")
            .Concat(barriers.Where(b => b.Value.Generation > 0 || b.Value.Broken is not null || At("barrier", b.Key).Any()).Select(b => $"barrier {b.Key}"))
            .Concat(signals.Keys.Union(Names("signal")).Select(name => $"signal {name}"))
            .Concat(values.Keys.Union(Names("key")).Select(name => $"key {name}"))
            .Concat(topics.Keys.Union(Names("topic")).Select(name => $"topic {name}"))
            .Concat(holders.Keys.Select(name => $"lock {name}"));

    private IEnumerable<string> Names(string what) => waits.Where(wait => wait.What == what).Select(wait => wait.Name).Distinct();

    private IEnumerable<Wait> At(string what, string name) => waits.Where(wait => wait.What == what && wait.Name == name);

    private void Ask(Operation o, int id, PartyModel party)
    {
        Wait Waits(string what) => new(id, party, what, o.Name, o.Number, o.Seconds is { } time ? now + DueIn(time, id) : null);
        Expected? answer = null;
        switch (o.Act)
        {
            case Act.Barrier: answer = Arrive(o, party, Waits("barrier")); break;
            case Act.Lock when !party.IsAlive: answer = new("error closed"); break;
            case Act.Lock when !holders.ContainsKey(o.Name):
                holders[o.Name] = party.Name;
                answer = new("ok");
                break;
            case Act.Lock: answer = holders[o.Name] == party.Name ? new("error duplicate") : Begin(Waits("lock")); break;
            case Act.Unlock when !holders.ContainsKey(o.Name): answer = new("error usage"); break;
            case Act.Unlock when holders[o.Name] != party.Name: answer = new("error denied"); break;
            case Act.Unlock:
                Free(o.Name);
                answer = new("ok");
                break;
            case Act.Signal:
                Happened();
                signals[o.Name] = signals.GetValueOrDefault(o.Name) + 1;
                answer = new($"ok {signals[o.Name]}");
                break;
            case Act.Reached: answer = signals.GetValueOrDefault(o.Name) >= o.Number ? new("ok") : Begin(Waits("signal")); break;
            case Act.Set:
                Happened();
                values[o.Name] = $"v{id}";
                answer = new("ok");
                break;
            case Act.Get: answer = values.TryGetValue(o.Name, out var value) ? new($"ok {value}") : Begin(Waits("key")); break;
            case Act.Send:
                Happened();
                if (!topics.ContainsKey(o.Name)) topics[o.Name] = [];
                topics[o.Name].Add($"ok {topics[o.Name].Count + 1} {party.Name} v{id}");
                answer = new($"ok {topics[o.Name].Count}");
                break;
            case Act.Receive: answer = MessageAfter(o.Name, o.Number) ?? Begin(Waits("topic")); break;
            case Act.Reset:
                if (barriers.TryGetValue(o.Name, out var barrier))
                {
                    if (At("barrier", o.Name).Any()) Break(barrier);
                    (barrier.Broken, barrier.Count) = (null, null);
                }

                answer = new("ok");
                break;
            case Act.GiveUp when !party.IsAlive: answer = new("error closed"); break;
            case Act.GiveUp:
                Fail();
                answer = new("ok");
                break;
        }

        if (answer is not null) Answers[id] = answer;
    }

    private Expected? MessageAfter(string topic, int after) =>
        topics.GetValueOrDefault(topic) is { } messages && messages.Count > after ? new(messages[after]) : null;

    private Expected? Begin(Wait wait)
    {
        if (failed is { } cause) return new("error broken", cause);
        if (!wait.Party.IsAlive) return new("error closed");
        waits.Add(wait);
        Happened();
        return null;
    }

    /// <summary>Gives what is waited for to those who wait for it, until there is nothing more to give.</summary>
    private void Settle()
    {
        foreach (var wait in waits.ToList())
        {
            if (wait.What == "signal" && signals.GetValueOrDefault(wait.Name) >= wait.Threshold) Answer(wait, new("ok"));
            if (wait.What == "key" && values.TryGetValue(wait.Name, out var value)) Answer(wait, new($"ok {value}"));
            if (wait.What == "topic" && MessageAfter(wait.Name, wait.Threshold) is { } message) Answer(wait, message);
            if (wait.What == "lock" && holders.TryAdd(wait.Name, wait.Party.Name)) Answer(wait, new("ok"));
        }

        foreach (var (name, barrier) in barriers)
        {
            var here = At("barrier", name).ToList();
            if (here.Count > 0 && IsFull(barrier, here))
            {
                barrier.Generation++;
                foreach (var wait in here) Answer(wait, new($"ok {name} {barrier.Generation}"));
            }
            else if (here.Count > 0 && isSealed && IsHopeless(barrier, here))
            {
                Break(barrier);
            }
        }
    }

    private void Answer(Wait wait, Expected answer)
    {
        waits.Remove(wait);
        Happened();
        Answers[wait.Id] = answer;
    }
}
