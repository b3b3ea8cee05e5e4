using System.Text.Json.Nodes;
using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary><c>dotnet streams hosts check</c> in a lab with one host down, one with another key, one that does not forward, one with what a killed job has left.</summary>
public sealed class HostsCheckTests : IDisposable
{
    private readonly Scratch scratch = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Fact(Timeout = 240_000)]
    public async Task Each_host_is_told_as_it_is_and_what_was_left_is_removed()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(5) { Only = ["h3=no-forwarding"] }, Ct);
        var config = scratch.File("ssh_config");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(lab.SshConfig, Ct)).Replace(Path.Combine(lab.Folder, "known_hosts"), scratch.File("known_hosts"), StringComparison.Ordinal), Ct);
        // h2 goes by the key of h1.
        var known = await File.ReadAllLinesAsync(Path.Combine(lab.Folder, "known_hosts"), Ct);
        string KeyOf(string host) => known.Single(line => line.StartsWith(lab.AddressOf(host) + " ", StringComparison.Ordinal)).Split(' ', 2)[1];
        await File.WriteAllLinesAsync(scratch.File("known_hosts"), known.Select(line => line.StartsWith(lab.AddressOf("h2") + " ", StringComparison.Ordinal) ? $"{lab.AddressOf("h2")} {KeyOf("h1")}" : line), Ct);
        await lab.CutAsync("h5", Ct);

        await using var living = Tool.Start(Tool.In(scratch.Folder), "run", "--hosts", "ssh:h1", "--ssh-config", lab.SshConfig, "--run", "a -- echo up; exec sleep 600");
        await living.WaitForOutputAsync("| up", TimeSpan.FromSeconds(60), Ct);
        await LeaveBehindAsync(lab);

        string[] check = ["hosts", "check", "--hosts", "ssh:h1,ssh:h2,ssh:h3,ssh:h4,ssh:h5", "--ssh-config", config];
        var ran = await Tool.RunAsync(Tool.In(scratch.Folder), [.. check, "--json"]);
        ran.ExitCode.ShouldBe(3, ran.ToString());
        var hosts = JsonNode.Parse(ran.Output)!["hosts"]!.AsArray().ToDictionary(h => h!["name"]!.GetValue<string>(), h => h!);
        Facts(hosts["h1"]).ShouldBe("usable known tunnel");
        Facts(hosts["h2"]).ShouldBe("SL2002 changed");
        Facts(hosts["h3"]).ShouldBe("usable known fifos");
        Facts(hosts["h4"]).ShouldBe("usable known tunnel");
        Facts(hosts["h5"]).ShouldBe("SL2001 ");
        hosts["h1"]["leftovers"]!.AsArray().ShouldBeEmpty();
        hosts["h1"]["holders"]!.AsArray().ShouldHaveSingleItem()!["exclusive"]!.GetValue<bool>().ShouldBeFalse();
        Math.Abs(hosts["h1"]["clock"]!["offsetMs"]!.GetValue<double>()).ShouldBeLessThanOrEqualTo(hosts["h1"]["clock"]!["uncertaintyMs"]!.GetValue<double>() + 50);
        hosts["h1"]["dotnet"]!["found"]!.GetValue<string>().ShouldContain("10.");
        var left = hosts["h4"]["leftovers"]!.AsArray().ShouldHaveSingleItem()!;
        left["ended"]!.GetValue<bool>().ShouldBeTrue();
        left["processes"]!.AsArray().Select(p => p!["command"]!.GetValue<string>()).ShouldBe(["sleep 4711"]);
        left["undo"]!.AsArray().Select(u => u!.GetValue<string>()).ShouldBe(["echo undone >>$HOME/trace"]);

        var cleaned = await Tool.RunAsync(Tool.In(scratch.Folder), [.. check, "--clean"]);
        cleaned.ExitCode.ShouldBe(3, cleaned.ToString());
        foreach (var line in new[] { "  ran 'echo undone >>$HOME/trace'", "  removed its folder" }) cleaned.Output.ShouldContain(line);
        cleaned.Output.ShouldMatch("  ended process [0-9]+: sleep 4711");
        (await lab.SshAsync("h4", "cat trace", Ct)).Output.ShouldBe("undone\n");
        (await lab.ProcessesAsync("h4", Ct)).ShouldNotContain(p => p.Command.Contains("sleep", StringComparison.Ordinal));
        (await lab.ProcessesAsync("h1", Ct)).ShouldContain(p => p.Command == "sleep 600");
        living.HasEnded.ShouldBeFalse();

        foreach (var temporary in new[] { "job%2Fmain", "%h", "${HOME}", "\u4e00\u4e8c\u4e09", "missing", "ssh_config" })
        {
            if (temporary is not ("missing" or "ssh_config")) Directory.CreateDirectory(scratch.File(temporary));
            var there = await Tool.RunAsync(Tool.In(scratch.Folder, ("TMPDIR", scratch.File(temporary))), "hosts", "check", "--hosts", "ssh:h1", "--ssh-config", config);
            there.ExitCode.ShouldBe(0, $"{temporary}: {there}");
        }

        var again = await Tool.RunAsync(Tool.In(scratch.Folder), "hosts", "check", "--hosts", "ssh:h1,ssh:h3,ssh:h4", "--ssh-config", config);
        again.ExitCode.ShouldBe(0, again.ToString());
        again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5, again.Output);
        again.Output.ShouldContain("uses it");
    }

    // A controller that is killed, and on the host all that would clear up after it.
    private async Task LeaveBehindAsync(Lab lab)
    {
        await using var controller = Tool.Start(
            Tool.In(scratch.Folder), "run", "--hosts", "ssh:h4", "--ssh-config", lab.SshConfig, "--run", "a cleanup=\"echo undone >>\\$HOME/trace\" -- echo up; exec sleep 4711");
        await controller.WaitForOutputAsync("| up", TimeSpan.FromSeconds(60), Ct);
        // Some of them end in the moment between being seen and being killed.
        (await lab.ExecAsync("h4", ["sh", "-c", "kill -KILL $(ls -ld /proc/[0-9]*/fd/8 2>/dev/null | sed -n 's|^[^>]*/proc/\\([0-9]*\\)/fd/8 -> .*/marks/.*|\\1|p') || :"], Ct)).EnsureSuccess();
        await controller.SignalAsync("KILL");
        await controller.WaitAsync(Ct);
        await Eventually.Holds(
            async () => (await lab.ProcessesAsync("h4", Ct)).All(p => p.Command.Contains("sleep 4711", StringComparison.Ordinal)), "only what was left behind", TimeSpan.FromSeconds(20), Ct);
    }

    private static string Facts(JsonNode host) => host["usable"]!.GetValue<bool>()
        ? $"usable {host["key"]} {host["sync"]}"
        : $"{host["error"]!["code"]} {host["key"]}";
}
