using StreamLib.Hosts;
using StreamLibTests.StreamSync;
using StreamLibTests.Sync;
using Shell = StreamLibTesting.Shell;
using TemporaryFolder = StreamLibTesting.TemporaryFolder;

namespace StreamLibTests.Hosts;

/// <summary>Nothing that StreamLib runs on a host is changed by the login environment; what it runs there for a test has it.</summary>
public sealed class LoginEnvironmentTests
{
    // What a shell itself sets.
    private static readonly string[] s_ofTheShell = ["POSIXLY_CORRECT"];

    private static readonly string[] s_hostile =
    [
        "TMOUT=1", "IFS=:", "CDPATH=/:/usr", "ENV=/no/such", "BASH_ENV=/no/such", "GREP_OPTIONS=-v", "TAR_OPTIONS=--no-such", "GZIP=-9v",
        "POSIXLY_CORRECT=1", "LC_ALL=de_DE.UTF-8", "LANG=tr_TR.UTF-8", "LS_COLORS=di=7", "QUOTING_STYLE=c", "TIME_STYLE=locale",
        "BLOCK_SIZE=human-readable", "COLUMNS=3", "TZ=Asia/Tokyo", "PS4=+$(false)", "MALLOC_PERTURB_=9", "LD_PRELOAD=/no/such.so",
        "TMPDIR=/no/such", "GLOBIGNORE=*", "UID=5", "XTWO=a\nexport PATH=/no/such\nb='\"$",
    ];

    private static readonly string[] s_ofBash =
    [
        "SHELLOPTS=errexit:nounset:noglob:noclobber:pipefail:allexport", "BASHOPTS=failglob:nullglob:nocasematch",
        .. "read printf head ls grep sed kill cat tar [ command setsid timeout wait jobs rm".Split(' ')
            .Select(name => $"BASH_FUNC_{name}%%=() {{ echo no; return 7; }}"),
    ];

    public static TheoryData<string> Shells => TestShells.All;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task A_host_works_whatever_its_login_environment_sets_and_a_command_has_all_of_it(string shell)
    {
        // With POSIXLY_CORRECT, bash does not look at SHELLOPTS.
        var variables = shell == "bash" ? [.. s_hostile.Where(v => v != "POSIXLY_CORRECT=1"), .. s_ofBash] : s_hostile;
        var launcher = $"env {ShellQuote.Line(variables)}";
        await using var host = await TestShells.OpenAsync(shell, launcher: launcher);

        var seen = await host.RunAsync(new HostCommand { Line = "/usr/bin/env -0; exec /bin/sleep 1.3", Mark = "daemon" }, Ct);
        seen.Ending.ShouldBe("exit 0", seen.Error);
        host.LostReason.ShouldBeNull();
        var names = variables.Select(v => v.Split('=')[0]).ToHashSet();
        var without = await WithoutHostAsync(shell, launcher);
        Variables(seen.Output, names).ShouldBe(Variables(without, names), ignoreOrder: true);

        await host.RunAsync(new HostCommand { Line = "/usr/bin/setsid /bin/sleep 97 >/dev/null 2>&1 &", Mark = "daemon" }, Ct);
        (await host.SweepAsync("daemon", Ct)).Killed.ShouldHaveSingleItem().Command.ShouldContain("sleep 97");
        (await host.FindListenerAsync(await host.PickPortAsync(Ct), Ct)).ShouldBeNull();

        var (from, to) = (TemporaryFolder.Make(), TemporaryFolder.Make());
        await File.WriteAllTextAsync(Path.Combine(from, "a file"), "text", Ct);
        var shipped = await host.ShipAsync(from, Ct);
        (await host.ShipAsync(from, Ct)).AlreadyThere.ShouldBeTrue();
        (await host.FetchAsync(shipped.Folder, to, Ct)).ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(to, "a file"), Ct)).ShouldBe("text");

        // What undoes a change is the user's, too.
        var undone = Path.Combine(to, "undone");
        await host.OnEndAsync($"echo \"$TMOUT $LC_ALL\" >{undone}", null, Ct);
        await host.DisposeAsync();
        (await File.ReadAllTextAsync(undone, Ct)).ShouldBe("1 de_DE.UTF-8\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task Stream_sync_waits_for_longer_than_a_TMOUT()
    {
        await using var host = await SyncHost.OverFifosAsync("bash");
        const string Hostile = "export TMOUT=1; read() { return 7; }; export -f read";
        var waiting = await host.StartAsync(Lab.Client1, $"{Hostile}; exec stream-sync barrier late 2");
        await host.Lab.Log.Has("barrier late, 1 of 2");
        await Task.Delay(1300, Ct);
        waiting.Completion.IsCompleted.ShouldBeFalse();
        await (await host.Lab.Raw(Lab.Server)).Send("barrier late 2");
        (await waiting.Completion).Ending.ShouldBe("exit 0");
    }

    // What the same shell hands on with no host around it.
    private static async Task<string> WithoutHostAsync(string shell, string launcher)
    {
        var path = shell == "busybox" ? $"PATH={Path.GetDirectoryName(TestShells.PathOf(shell))} " : "";
        var sh = TestShells.PathOf(shell);
        var line = $"exec {launcher} {path}{sh} -c 'exec {sh} -c \"exec /usr/bin/env -0\"'";
        return (await Shell.ScriptAsync(line, cancellationToken: Ct)).Output;
    }

    private static string[] Variables(string text, HashSet<string> names) =>
        [.. text.Split('\0').Where(v => names.Contains(v.Split('=')[0]) && !s_ofTheShell.Contains(v.Split('=')[0]))];
}
