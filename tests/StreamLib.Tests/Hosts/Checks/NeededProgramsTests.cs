using System.Text.RegularExpressions;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Hosts;

/// <summary>What a host has to have, and what is said of one that does not.</summary>
public sealed partial class NeededProgramsTests
{
    // The shell has its own, or they are no more than words in a text.
    private static readonly string[] s_noPrograms =
        ["test", "kill", "true", "printf", "echo", "pwd", "sh", "install", "more", "file", "last", "sum", "write"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_list_holds_every_program_that_the_scripts_run_and_no_other()
    {
        var scripts = Directory.GetFiles(Path.Combine(Repository.Root, "src/StreamLib/Hosts/Scripts"), "*.sh");
        var run = scripts.SelectMany(Programs).Distinct().ToArray();

        run.Except(NeededPrograms.All).Except(NeededPrograms.Optional).Except(s_noPrograms).ShouldBeEmpty();
        NeededPrograms.All.Where(p => !run.Contains(p)).ShouldBeEmpty();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("setsid", "setsid (util-linux)", "util-linux")]
    [InlineData("timeout", "timeout (coreutils)", "coreutils")]
    [InlineData("stat", "stat (coreutils)", "coreutils")]
    [InlineData("sed", "sed", "sed")]
    [InlineData("ls", "ls (coreutils)", "coreutils")]
    [InlineData("id", "id (coreutils)", "coreutils")]
    [InlineData("mkfifo setsid tar", "mkfifo (coreutils), tar and setsid (util-linux)", "coreutils tar util-linux")]
    public async Task A_host_that_lacks_programs_is_refused_with_the_names_of_all_of_them(string without, string named, string packages)
    {
        var folder = TemporaryFolder.Make();
        foreach (var tool in NeededPrograms.All.Append("sh").Except(without.Split(' ')))
            File.CreateSymbolicLink(Path.Combine(folder, tool), $"/usr/bin/{tool}");
        var spec = HostSpec.Local with { Name = "small", Way = [new("exec", $"env PATH={folder}")] };

        var error = await Should.ThrowAsync<HostException>(() => Host.OpenAsync(spec, TestShells.Quick, Ct));
        error.Text.ShouldBe(
            $"error SL2061: Host small (exec:env PATH={folder}) cannot be used: it has no {named} in its PATH. "
            + $"Install what is missing, as in 'apt-get install {packages}', or put it on the PATH of this user there.");
        var check = (await HostChecks.RunAsync([spec], TestShells.Quick, clean: false, Ct)).ShouldHaveSingleItem();
        (check.IsUsable, check.Error?.Code).ShouldBe((false, "SL2061"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("unshare --mount sh -c 'umount -l /proc && exec \"$@\"' sh", "it has no /proc")]
    [InlineData("unshare --pid --fork", "its /proc shows the processes of another PID namespace")]
    public async Task A_host_whose_processes_cannot_be_seen_is_refused(string launcher, string why)
    {
        Lab.Require();
        var spec = HostSpec.Local with { Name = "blind", Way = [new("exec", launcher)] };

        var error = await Should.ThrowAsync<HostException>(() => Host.OpenAsync(spec, TestShells.Quick, Ct));
        error.Code.ShouldBe("SL2062");
        error.Message.ShouldContain($"cannot be used: {why}, so nothing that runs there could be found and ended. Mount it there");
    }

    // Words where a command can stand that are programs of this machine.
    private static IEnumerable<string> Programs(string script)
    {
        var text = string.Join('\n', File.ReadLines(script).Where(line => !line.TrimStart().StartsWith('#')));
        var own = Function().Matches(text).Select(m => m.Groups[1].Value).ToHashSet();
        string[] folders = ["/usr/bin", "/bin", "/usr/sbin"];
        return Command().Matches(text).Select(m => m.Groups[1].Value)
            .Where(word => !own.Contains(word) && folders.Any(folder => File.Exists(Path.Combine(folder, word))));
    }

    [GeneratedRegex(@"^\s*([a-z]\w*)\(\) \{", RegexOptions.Multiline)]
    private static partial Regex Function();

    [GeneratedRegex(
        """(?<=^|[|&;({!']|(?:\b(?:then|do|else|if|elif|while|until|exec|command -v|has|env|once|open|timeout \S+)"""
        + """|-exec|_sl_as_bash)\s)\s*"""
        + """(?:[A-Za-z_]\w*=\S*\s+)*([a-z][a-z0-9_-]*)(?![\w.-]*[=(/)])\b""",
        RegexOptions.Multiline)]
    private static partial Regex Command();
}
