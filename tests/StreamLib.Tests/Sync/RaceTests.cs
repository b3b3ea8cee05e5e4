using System.Collections.Concurrent;
using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>Many parties at once over TCP, that arrive, time out, vanish and come back as they like. What happens is nobody's plan; what may never happen is known.</summary>
public class RaceTests
{
    private const int Parties = 16;
    private const int Rounds = 60;
    private static readonly int[] Counts = [2, 3, 5];

    [Theory(Timeout = 60_000)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_barrier_passes_for_as_many_as_it_is_for_or_for_none(int seed)
    {
        await using var sync = SyncServer.Start();
        using var scope = sync.OpenScope("Race");
        var (passed, vanished) = (new ConcurrentBag<(int Barrier, long Generation, int Party)>(), new ConcurrentBag<int>());
        await Task.WhenAll(Enumerable.Range(0, Parties).Select(party => Task.Run(
            () => Play(sync, scope.Join($"p{party}/1", $"p{party}"), party, new Random((seed * 1000) + party), passed, vanished), RawClient.Ct)));

        foreach (var barrier in Enumerable.Range(0, Counts.Length))
        {
            var generations = passed.Where(one => one.Barrier == barrier).GroupBy(one => one.Generation).ToDictionary(group => group.Key, group => group.ToList());
            generations.Values.ShouldAllBe(ones => ones.Count <= Counts[barrier] && ones.Select(one => one.Party).Distinct().Count() == ones.Count, $"seed {seed}");

            // Who vanished at the moment of passing has passed, and nobody heard of it.
            var unheard = generations.Values.Sum(ones => Counts[barrier] - ones.Count);
            unheard.ShouldBeLessThanOrEqualTo(vanished.Count(one => one == barrier), $"seed {seed}");
        }

        passed.Count.ShouldBeGreaterThan(Parties);
        TestContext.Current.TestOutputHelper?.WriteLine($"{passed.Count} passed, {vanished.Count} vanished");
        scope.Status().Split('\n').ShouldAllBe(line => !line.Contains("arrived"), "nobody waits any more");
    }

    private static async Task Play(
        SyncServer sync, string token, int party, Random random, ConcurrentBag<(int Barrier, long Generation, int Party)> passed, ConcurrentBag<int> vanished)
    {
        var peer = await RawClient.Hello(sync, token);
        var last = new long[Counts.Length];
        for (var round = 0; round < Rounds; round++)
        {
            var barrier = random.Next(Counts.Length);
            var request = FormattableString.Invariant($"barrier b{barrier} {Counts[barrier]} {random.NextDouble() / 5:0.###}");
            if (random.Next(12) == 0)
            {
                await peer.Send(request);
                vanished.Add(barrier);
                peer.Reset();
                peer.Dispose();
                peer = await RawClient.Hello(sync, token);
                continue;
            }

            var words = (await peer.Ask(request)).Split(' ', 3);
            if (words[0] == "ok")
            {
                var generation = long.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture);
                generation.ShouldBeGreaterThan(last[barrier]);
                passed.Add((barrier, last[barrier] = generation, party));
            }
            else
            {
                words[1].ShouldBeOneOf("timeout", "broken", "duplicate");
                (await peer.Ask($"reset b{barrier}")).ShouldBe("ok");
            }
        }

        peer.Dispose();
    }
}
