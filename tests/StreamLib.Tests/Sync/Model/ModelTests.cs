namespace StreamLibTests.Sync.Model;

/// <summary>Random things happen to a scope, in an order that nobody thought of, and it answers what the model answers.</summary>
/// <remarks>
/// It was seen to fail, within 3,000 runs, when a barrier passed one party too early, a timer or a place in the list of a party stayed behind, a
/// reset kept the count, a cancelled wait broke nothing, a broken barrier forgot that it is, hope was given up one party too early or in a scope
/// that is not sealed, a lock stayed with a party that ended, or the stream of one that came back stayed dead.
/// STREAMLIB_TESTS_SEED starts elsewhere, STREAMLIB_TESTS_RUNS makes more or fewer runs.
/// </remarks>
public class ModelTests
{
    private const int Length = 50;
    private static readonly int FirstSeed = Setting("STREAMLIB_TESTS_SEED", 1);
    private static readonly int Runs = Setting("STREAMLIB_TESTS_RUNS", 10_000);

    [Fact(Timeout = 110_000)]
    public async Task Whatever_happens_in_whatever_order_the_scope_does_what_the_rules_say() => (await Task.Run(FirstFailure, RawClient.Ct)).ShouldBeNull();

    /// <summary>The first seed that fails, cut down to what is needed for it.</summary>
    private static string? FirstFailure()
    {
        var failed = int.MaxValue;
        Parallel.For(FirstSeed, FirstSeed + Runs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, state) =>
        {
            if (DifferenceOf(Operation.Random(seed, Length)) is null) return;
            InterlockedMin(ref failed, seed);
            state.Stop();
        });
        if (failed == int.MaxValue) return null;
        var shortest = Shorten(Operation.Random(failed, Length));
        return $"seed {failed}: {DifferenceOf(shortest)}\n{string.Join('\n', shortest.Select((o, i) => $"{i + Operation.Parties.Length}. {o}"))}";
    }

    private static string? DifferenceOf(IReadOnlyList<Operation> operations)
    {
        try
        {
            return ModelRun.Difference(operations);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception.ToString();
        }
    }

    /// <summary>Takes out all that is not needed for it to fail.</summary>
    private static List<Operation> Shorten(List<Operation> operations)
    {
        for (var i = operations.Count - 1; i >= 0; i = Math.Min(i, operations.Count) - 1)
        {
            var without = operations.Where((_, index) => index != i).ToList();
            if (DifferenceOf(without) is null) continue;
            operations = without;
            i = operations.Count;
        }

        return operations;
    }

    private static int Setting(string name, int byDefault) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : byDefault;

    private static void InterlockedMin(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value < seen;)
        {
            var was = Interlocked.CompareExchange(ref target, value, seen);
            if (was == seen) return;
            seen = was;
        }
    }
}
