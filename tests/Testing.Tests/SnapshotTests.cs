using StreamLibTesting;

namespace StreamLibTestingTests;

public sealed class SnapshotTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("snapshot-");

    private string TestFile => Path.Combine(folder.FullName, "SomeTests.cs");

    private string Expected => Path.Combine(folder.FullName, "SomeTests.Text.txt");

    private string Received => Path.Combine(folder.FullName, "SomeTests.Text.received.txt");

    [Fact]
    public void A_snapshot_beside_the_test_is_compared() => Snapshot.Matches("one\r\ntwo");

    [Fact]
    public void A_text_that_is_as_it_was_matches()
    {
        File.WriteAllText(Expected, "one\ntwo\n");

        Snapshot.Matches("one\ntwo", "Text", TestFile);

        File.Exists(Received).ShouldBeFalse();
    }

    [Fact]
    public void A_text_that_changed_fails_at_its_first_other_line_and_is_kept()
    {
        File.WriteAllText(Expected, "one\ntwo\n");

        var exception = Should.Throw<InvalidOperationException>(() => Snapshot.Matches("one\nzwei", "Text", TestFile));

        exception.Message.ShouldBe(
            $"The text differs from {Expected} at line 2:\n  expected: two\n  actual:   zwei\nWhat came is in {Received}; UPDATE_SNAPSHOTS=1 makes it the snapshot.");
        File.ReadAllText(Received).ShouldBe("one\nzwei\n");
    }

    [Fact]
    public void A_text_without_a_snapshot_fails_and_is_kept()
    {
        var exception = Should.Throw<InvalidOperationException>(() => Snapshot.Matches("one", "Text", TestFile));

        exception.Message.ShouldStartWith($"There is no snapshot {Expected}.");
        File.ReadAllText(Received).ShouldBe("one\n");
    }

    public void Dispose() => folder.Delete(recursive: true);
}
