namespace StreamLibTests.Sync.Model;

/// <summary>What can happen to a scope.</summary>
internal enum Act
{
    Barrier,
    Cancel,
    Advance,
    End,
    Join,
    Reset,
    Break,
    Leave,
    AddStream,
    Seal,
    GiveUp,
    Lock,
    Unlock,
    Release,
    Signal,
    Reached,
    Set,
    Get,
    Send,
    Receive,
    Deadline,
    PartyDeadline,
}

/// <summary>One thing that happens. It means something in whatever order, and whatever happened before: so a run that fails can be cut down.</summary>
/// <param name="Act">What.</param>
/// <param name="Party">Who does it, or whom it concerns.</param>
/// <param name="Name">The barrier, lock, signal, key, topic or stream.</param>
/// <param name="Count">How many a barrier is for, or the role of a stream.</param>
/// <param name="Number">A threshold, a number of seconds, or which of those who wait.</param>
/// <param name="Seconds">How long to wait; <c>null</c> for until the deadline.</param>
internal sealed record Operation(Act Act, string Party, string Name, string Count, int Number, int? Seconds)
{
    internal static readonly string[] Parties = ["server/1", "client1/1", "client2/1", "client2/2", Background, "guest"];

    /// <summary>One that lasts until the job ends it.</summary>
    internal const string Background = "server/2";
    private static readonly (Act Act, int Weight)[] Weights =
    [
        (Act.Barrier, 36), (Act.Cancel, 6), (Act.Advance, 9), (Act.End, 5), (Act.Join, 7), (Act.Reset, 8), (Act.Break, 1), (Act.Leave, 1),
        (Act.AddStream, 1), (Act.Seal, 3), (Act.GiveUp, 1), (Act.Lock, 9), (Act.Unlock, 6), (Act.Release, 1), (Act.Signal, 3),
        (Act.Reached, 5),
        (Act.Set, 1), (Act.Get, 5), (Act.Send, 2), (Act.Receive, 4), (Act.Deadline, 2), (Act.PartyDeadline, 2),
    ];

    private static readonly int TotalWeight = Weights.Sum(weight => weight.Weight);

    internal static List<Operation> Random(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => Random(random))];
    }

    private static Operation Random(Random random)
    {
        var (act, party) = (Pick(random), Parties[random.Next(Parties.Length)]);
        var name = act switch
        {
            Act.Leave => party.Split('/')[0],
            Act.AddStream => random.Next(2) == 0 ? "db" : "client2",
            _ => random.Next(3) == 0 ? "b" : "a",
        };

        // A barrier is mostly asked for as it was before, or few would ever pass.
        var count = act == Act.AddStream ? (random.Next(2) == 0 ? "client" : "db")
            : random.Next(12) > 0 ? (name == "a" ? "all" : "2")
            : random.GetItems(["all", "1", "2", "3", "role:client", "role:server", "role:db"], 1)[0];
        return new Operation(act, party, name, count, random.Next(5), random.Next(4) switch { 0 => random.Next(4), _ => null });
    }

    private static Act Pick(Random random)
    {
        var at = random.Next(TotalWeight);
        return Weights.First(weight => (at -= weight.Weight) < 0).Act;
    }
}
