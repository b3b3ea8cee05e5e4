using System.Text.Json.Nodes;
using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary><c>dotnet streams run TEST</c> and <c>list</c>: a test application in the hands of the tool.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task Its_tests_are_listed_and_run_where_the_project_was_built()
    {
        var project = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Tool.Application)!)!)!)!;
        Snapshot.Matches((await Tool.RunAsync(Tool.In(scratch.Folder), "list", Tool.Application)).EnsureSuccess().Output, "list");
        var json = JsonNode.Parse((await Tool.RunAsync(Tool.In(project), "list", "--json")).EnsureSuccess().Output)!;
        json["multiStream"]!.AsArray().Single(t => (string?)t!["name"] == "Pair")!["streams"]!.AsArray().Select(s => (string?)s!["name"]).ShouldBe(["one", "other"]);

        string[] line = ["run", "Pair", "--results", scratch.File("results"), "--param", "greeting=good day"];
        var ran = await Tool.RunAsync(Tool.In(project), line);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        ran.Output.ShouldContain("heard good day-from-other at 127.0.0.1");
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_there_are_several_they_are_named()
    {
        foreach (var folder in new[] { "Debug", "Release" })
        {
            Directory.CreateDirectory(scratch.File("bin", folder));
            foreach (var file in new[] { "Application.dll", "Application.runtimeconfig.json" })
                File.Copy(Path.Combine(Path.GetDirectoryName(Tool.Application)!, file), scratch.File("bin", folder, file));
        }

        var ran = await Tool.RunAsync(Tool.In(scratch.Folder), "run", "Pair");
        ran.ExitCode.ShouldBe(2);
        ran.Error.ShouldStartWith("error SL4111: There are 2 test applications in ");
        ran.Error.ShouldEndWith("\n  bin/Debug/Application.dll\n  bin/Release/Application.dll\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wrong_word_is_told_by_the_application_with_its_exit_code()
    {
        var ran = await Tool.RunAsync(Tool.In(scratch.Folder), "run", Tool.Application, "Pear");
        ran.ExitCode.ShouldBe(2);
        ran.Error.ShouldStartWith("error SL1041: ");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_signal_ends_it_and_so_does_the_end_of_the_tool()
    {
        foreach (var signal in new[] { "TERM", "KILL" })
        {
            var results = scratch.File($"results-{signal}");
            await using var running = Tool.Start(Tool.In(scratch.Folder), "run", Tool.Application, "Hang", "--sync", "127.0.0.1:1");
            (await running.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(1);
            await using var hanging = Tool.Start(Tool.In(scratch.Folder), "run", Tool.Application, "Hanging", "--results", results, "--param", "deaf=no");
            await hanging.WaitForOutputAsync("1-Hang starts", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await hanging.SignalAsync(signal);
            await Eventually.Passes(
                async () =>
                {
                    var xml = await File.ReadAllTextAsync(Path.Combine(results, "TEST-Hanging.xml"), TestContext.Current.CancellationToken);
                    xml.ShouldContain("cancelled");
                    File.Exists(Path.Combine(results, "sync.json")).ShouldBeFalse();
                },
                TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            var ended = await hanging.WaitAsync(TestContext.Current.CancellationToken);
            if (signal == "TERM") ended.ExitCode.ShouldBeOneOf(0, 130);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_dry_run_of_a_test_in_code_shows_its_streams()
    {
        var ran = await Tool.RunAsync(Tool.In(scratch.Folder), "run", Tool.Application, "Pair", "--dry-run", "--hosts", "db=exec:false,web=exec:false");
        ran.ExitCode.ShouldBe(0, ran.ToString());
        Snapshot.Matches(ran.Output, "dry");
        Directory.EnumerateFileSystemEntries(scratch.Folder).ShouldBeEmpty();
    }

    [Theory(Timeout = 120_000)]
    [InlineData("nested", 1, "1-Leave failed: ended before its test was over: exit status 0, and no outcome was reported: leaves")]
    [InlineData("test", 130, "cancelled: the run ended before this test did")]
    public async Task Who_leaves_in_the_middle_with_status_0_has_not_passed(string who, int exitCode, string said)
    {
        var ran = await Shell.RunAsync("dotnet", [Tool.Application, "run", "Leaving", "--results", scratch.File("results"), "--param", $"who={who}"], Tool.In(scratch.Folder), TestContext.Current.CancellationToken);
        ran.ExitCode.ShouldBe(exitCode, ran.ToString());
        ran.Output.ShouldContain(said);
    }
}
