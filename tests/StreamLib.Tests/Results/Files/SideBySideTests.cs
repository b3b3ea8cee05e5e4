using System.Diagnostics;
using StreamLib;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Results;

/// <summary>What one invocation runs is kept side by side, and an earlier one is replaced as a whole or not at all.</summary>
public sealed class SideBySideTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Two_runs_of_one_process_with_one_folder_leave_both_results()
    {
        var plan = Plan.Named("Same").Stream("a", s => s.Run("greet", "echo hello"));
        var options = new JobOptions { Hosts = "", WorkingDirectory = scratch.Path, ResultsDirectory = "out" };

        var results = await Task.WhenAll(Enumerable.Range(0, 2)
            .Select(_ => Job.RunAsync(plan, options, TestContext.Current.CancellationToken)));

        results.Select(r => r.ResultsDirectory).ShouldBe([scratch["out"], scratch["out/run-2"]], ignoreOrder: true);
        Reports().ShouldBe(["out/TEST-Same.xml", "out/run-2/TEST-Same.xml"], ignoreOrder: true);
    }

    [Fact]
    public void A_later_invocation_replaces_all_of_an_earlier_one()
    {
        foreach (var test in new[] { "One", "Two", "Three" }) Write("first", test);
        Reports().ShouldBe(["out/TEST-One.xml", "out/run-2/TEST-Two.xml", "out/run-3/TEST-Three.xml"], ignoreOrder: true);
        Directory.CreateDirectory(scratch["out/run-mine"]);
        Directory.CreateDirectory(scratch["out/run-9"]);

        Write("second", "One");
        Write("second", "One");

        Reports().ShouldBe(["out/TEST-One.xml", "out/run-2/TEST-One.xml"], ignoreOrder: true);
        Directory.GetFileSystemEntries(scratch["out"]).Select(Path.GetFileName)
            .ShouldBe(["id", "test-results", "TEST-One.xml", "run-2", "run-mine", "run-9"], ignoreOrder: true);
    }

    [Fact]
    public void What_cannot_be_deleted_keeps_all_of_the_earlier_results_as_they_are()
    {
        Write("first", "One");
        var pinned = scratch["out/test-results/One/a"];
        File.WriteAllText(Path.Combine(pinned, "stdout"), "hello");
        var before = Directory.GetFileSystemEntries(scratch["out"], "*", SearchOption.AllDirectories).Order().ToArray();
        Pin(pinned, true);
        try
        {
            Should.Throw<PlanException>(() => Write("second", "Two")).Code.ShouldBe("SL1021");
        }
        finally
        {
            Pin(pinned, false);
        }

        Directory.GetFileSystemEntries(scratch["out"], "*", SearchOption.AllDirectories).Order().ShouldBe(before);
        Reports().ShouldBe(["out/TEST-One.xml"]);
    }

    [Theory]
    [InlineData(null, "fresh", false)]
    [InlineData("same", "same", true)]
    [InlineData("same", "other", false)]
    public void An_invocation_is_known_by_its_name(string? wrote, string asks, bool isSame)
    {
        ResultsFolder.Open(scratch["out"], scratch.Path, invocation: wrote).Dispose();

        Invocation.Wrote(asks, scratch["out"]).ShouldBe(isSame);
        Invocation.NextFolder(scratch["out"], asks).ShouldBe(scratch[isSame ? "out/run-2" : "out"]);
    }

    // A folder in which nobody can make or delete anything: for root, modes are no hindrance.
    private static void Pin(string folder, bool on)
    {
        if (OperatingSystem.IsWindows()) return;
        if (Environment.UserName != "root") File.SetUnixFileMode(folder,
            UnixFileMode.UserRead | UnixFileMode.UserExecute | (on ? 0 : UnixFileMode.UserWrite));
        else Process.Start("chattr", [on ? "+i" : "-i", folder]).WaitForExit();
    }

    private void Write(string invocation, string test)
    {
        using var folder = ResultsFolder.Open(scratch["out"], scratch.Path, invocation: invocation);
        File.WriteAllText(folder.Tree.JUnit(test), "");
        Directory.CreateDirectory(folder.Tree.StreamFolder(test, "a"));
    }

    private string[] Reports() =>
        [.. Directory.GetFiles(scratch.Path, "TEST-*.xml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(scratch.Path, file))];
}
