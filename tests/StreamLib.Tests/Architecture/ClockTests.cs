using System.Text.RegularExpressions;
using StreamLib;
using StreamLib.Events;
using StreamLib.Sync;
using StreamLibTesting;

namespace StreamLibTests.Architecture;

/// <summary>A clock that is set while a run lasts changes none of its durations.</summary>
public partial class ClockTests
{
    [Fact]
    public void What_has_passed_does_not_depend_on_the_clock_of_the_wall()
    {
        var wall = new SetClock();
        var clock = new SteadyClock(wall);
        var start = clock.GetUtcNow();

        wall.Wall += TimeSpan.FromHours(7);
        wall.Passed += TimeSpan.FromSeconds(2);
        (clock.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(2));
        wall.Wall -= TimeSpan.FromHours(9);
        (clock.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(2));
        start.ShouldBe(SetClock.Start);
    }

    [Fact]
    public async Task Events_and_waits_are_timed_by_a_steady_clock()
    {
        using var hub = new EventHub([]);
        hub.Clock.ShouldBeOfType<SteadyClock>();
        await using var server = SyncServer.Start();
        server.Clock.ShouldBeOfType<SteadyClock>();
    }

    // One compares the clock of a host with ours, one stamps the log of a server, and two look at the times of files.
    [Fact]
    public void Nothing_else_asks_for_the_time_of_day() => Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && Asking().IsMatch(File.ReadAllText(file)))
        .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        .ShouldBe(["FileDigests.cs", "Host.Check.cs", "ProcessFolder.cs", "ServerLog.cs"]);

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|TimeProvider\.System\.Get(Utc|Local)Now")]
    private static partial Regex Asking();

    private sealed class SetClock : TimeProvider
    {
        public static DateTimeOffset Start { get; } = new(2026, 11, 22, 10, 15, 0, TimeSpan.Zero);

        public DateTimeOffset Wall { get; set; } = Start;

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
