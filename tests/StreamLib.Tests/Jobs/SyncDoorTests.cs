using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Sync;

namespace StreamLibTests.Jobs;

public sealed class SyncDoorTests : IAsyncDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("streamlib door-").FullName;
    private readonly SyncServer server = SyncServer.Start();
    private readonly SyncScope scope;

    public SyncDoorTests() => scope = server.OpenScope("Meeting");

    [Fact]
    public void It_is_open_to_its_user_alone_until_it_is_closed()
    {
        var tree = new ResultTree(home);
        using (SyncDoor.Open(Job(tree), scope))
        {
            scope.State.WaitHint.ShouldBe($"to look, or to take a hand: dotnet streams sync --attach '{home}' status");
            DoorFile.Read(tree.SyncFile).ShouldBe(($"{server.EndPoint}", "Meeting", scope.ControlToken));
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(tree.SyncFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Directory.GetFileSystemEntries(home).ShouldBe([tree.SyncFile]);
        }

        Directory.GetFileSystemEntries(home).ShouldBeEmpty();
    }

    [Fact]
    public void What_an_earlier_job_left_is_replaced_and_never_written_into()
    {
        var tree = new ResultTree(home);
        var elsewhere = Path.Combine(home, "elsewhere");
        File.WriteAllText(elsewhere, "mine");
        File.CreateSymbolicLink(Path.Combine(home, ".sync.json.tmp"), elsewhere);
        File.WriteAllText(tree.SyncFile, "old");

        using var door = SyncDoor.Open(Job(tree), scope);

        DoorFile.Read(tree.SyncFile).Token.ShouldBe(scope.ControlToken);
        File.ReadAllText(elsewhere).ShouldBe("mine");
    }

    [Fact]
    public void A_folder_that_takes_no_file_costs_the_door_and_not_the_run()
    {
        var log = new List<RunEvent>();
        using var door = SyncDoor.Open(Job(new ResultTree(Path.Combine(home, "gone")), log), scope);

        scope.State.WaitHint.ShouldBeNull();
        var warning = log.OfType<LogWritten>().Single();
        warning.Level.ShouldBe(LogLevel.Warning);
        warning.Text.ShouldStartWith("nobody can join the sync server by hand: ");
        warning.Text.ShouldNotContain(scope.ControlToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"address\":1}")]
    [InlineData("{\"address\":\"a\",\"scope\":\"s\"}")]
    public void What_is_no_door_is_told_as_such(string text)
    {
        var file = Path.Combine(home, "sync.json");
        File.WriteAllText(file, text);
        Should.Throw<InvalidDataException>(() => DoorFile.Read(file));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(home, recursive: true);
        return server.DisposeAsync();
    }

    private static JobContext Job(ResultTree tree, List<RunEvent>? log = null) => new()
    {
        Job = "job",
        Events = new EventHub(log is null ? [] : [new Keeper(log)]),
        Tree = tree,
        Hosts = [],
        Parameters = ImmutableSortedDictionary<string, string>.Empty,
        WorkingDirectory = tree.Root,
    };

    private sealed class Keeper(List<RunEvent> log) : IEventSink
    {
        public void OnEvent(RunEvent runEvent) => log.Add(runEvent);

        public void Dispose()
        {
        }
    }
}
