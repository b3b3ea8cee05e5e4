using System.Text.Json.Nodes;
using System.Xml.Linq;
using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>The file by which a person joins a running job: who can read it, and when it is there.</summary>
public class AttachTests
{
    [Fact(Timeout = 180_000)]
    public async Task The_control_token_of_a_running_job_lies_in_one_file_for_its_user_alone()
    {
        await using var job = new RunningMeeting();
        await job.HangsAsync();
        var (_, token) = job.Door();

        File.GetUnixFileMode(job.SyncFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await FilesWithAsync(token, job.Folder)).ShouldBe(["sync.json"]);
        job.Output.ShouldNotContain(token);
        foreach (var process in Directory.GetDirectories("/proc", "[0-9]*")) Told(process).ShouldNotContain(token);
        (await job.AskAsync("hello")).EnsureSuccess().Output.ShouldBe("scope=Meeting party=control\n");

        await job.SignalAsync("TERM");
        (await job.WaitAsync()).ExitCode.ShouldBe(130);
        (await FilesWithAsync(token, job.Folder)).ShouldBeEmpty();
        var ended = await job.AskAsync("status");
        (ended.ExitCode, ended.Error).ShouldBe((3, "error SL4103: --attach results/latest: this job has ended, and its sync server with it; job.log there tells how. Only a job that runs can be joined.\n"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_job_that_is_told_twice_to_end_takes_the_file_away_as_well_and_leaves_whole_results()
    {
        await using var job = new RunningMeeting("stubborn");
        await job.HangsAsync();
        await job.SignalAsync("INT");
        // A second ^C within a second is the same one, to a program that has a launcher.
        await Eventually.Holds(
            async () =>
            {
                await job.SignalAsync("INT");
                return job.HasEnded;
            },
            "the job to give up what does not end",
            TimeSpan.FromSeconds(9),
            TestContext.Current.CancellationToken);
        (await job.WaitAsync()).ExitCode.ShouldBe(130);
        File.Exists(job.SyncFile).ShouldBeFalse();
        job.Result("job.log").ShouldStartWith("CANCELLED: Meeting");
        job.Result("job.log").ShouldContain("The last lines of every stream:\n--- server on local: cancelled\n");
        JsonNode.Parse(job.Result("results.json"))!["exitCode"]!.GetValue<int>().ShouldBe(130);
        XDocument.Parse(job.Result("Meeting.trx")).Root!.Name.LocalName.ShouldBe("TestRun");
        XDocument.Parse(job.Result("TEST-Meeting.xml")).Descendants("skipped").Where(s => s.Attribute("type")?.Value == "cancelled").Select(s => s.Parent!.Attribute("name")!.Value)
            .ShouldContain("ignore");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_job_that_was_killed_is_told_from_one_that_ended()
    {
        await using var job = new RunningMeeting("results/latest");
        await job.HangsAsync();
        await job.SignalAsync("KILL");
        await job.WaitAsync();
        File.Exists(job.SyncFile).ShouldBeTrue();

        var gone = await job.AskAsync("status");
        gone.ExitCode.ShouldBe(3);
        gone.Error.ShouldMatch("^error SL4103: --attach results/latest: its sync server does not answer \\(Connection refused\\): the job was killed, or runs on another machine than this, .*\\.\n$");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_folder_without_a_job_and_a_file_of_somebody_else_are_told_as_such()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.File("results", "latest"));
        Task<Ran> Attach(string folder) => Tool.RunAsync(Tool.In(scratch.Folder), "sync", "--attach", folder, "ping");

        var none = await Attach("results/latest");
        (none.ExitCode, none.Error).ShouldBe((2, "error SL4103: --attach results/latest: this is no folder with the results of a job. It is results/latest, or the folder that --results named.\n"));
        await File.WriteAllTextAsync(scratch.File("results", "latest", "id"), "job\n", TestContext.Current.CancellationToken);
        (await Attach("results")).Error.ShouldContain(" Its last job is results/latest. ");
        await File.WriteAllTextAsync(scratch.File("results", "latest", "sync.json"), "{\"address\":1}", TestContext.Current.CancellationToken);
        var odd = await Attach("results/latest");
        odd.ExitCode.ShouldBe(1);
        odd.Error.ShouldMatch("^error SL4103: --attach results/latest: .*/results/latest/sync.json is not what a running job writes there.\n$");
        var both = await Tool.RunAsync(Tool.In(scratch.Folder), "sync", "--attach", "results/latest", "--sync", "127.0.0.1:1", "ping");
        (both.ExitCode, both.Error).ShouldBe((2, "error SL4104: --attach gives the address and the token: leave out --sync, --token and --token-file.\n"));
    }

    // What other users may see of a process, and what it hands to those that it starts.
    private static string Told(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline") + File.ReadAllText($"{process}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // grep heeds no locks of the job that writes there.
    private static async Task<string[]> FilesWithAsync(string token, string folder) =>
        [.. (await Shell.RunAsync("grep", ["-rlF", token, Path.Combine(folder, "results")])).Lines.Select(file => file.Split('/')[^1])];
}
