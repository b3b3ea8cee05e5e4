using System.Collections.Concurrent;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>The cache of payloads on a host: private, verified, bounded, and nothing is sent twice.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class CacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamlib-cache-").FullName;
    private readonly ConcurrentQueue<string> _log = [];

    private string Home => Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;

    private string Cache => Path.Combine(Home, "streamlib", "cache");

    private string Payload => Path.Combine(_folder, "payload");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task Odd_names_modes_and_links_are_kept_both_ways(string shell)
    {
        TestFolder.MakeOdd(Payload);
        await using var host = await OpenAsync(shell);
        var shipment = await host.ShipAsync(Payload, Ct);
        TestFolder.Listing(shipment.Folder).ShouldBe(TestFolder.Listing(Payload));
        (await host.ShipAsync(Payload, Ct)).AlreadyThere.ShouldBeTrue();

        var back = Path.Combine(_folder, "back");
        (await host.FetchAsync(shipment.Folder, back, Ct)).ShouldBeEmpty();
        // What is fetched can always be read and removed by its owner.
        File.SetUnixFileMode(Path.Combine(back, ".hidden"), (UnixFileMode)0b100_000_000);
        TestFolder.Listing(back).ShouldBe(TestFolder.Listing(Payload));
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task Of_what_has_changed_only_that_is_sent(string shell)
    {
        TestFolder.MakeOdd(TestFolder.MakeFiles(Payload, 20, 10_000));
        await using var host = await OpenAsync(shell);
        var first = await host.ShipAsync(Payload, Ct);
        first.Sent.ShouldBe(first.Bytes);
        var before = TestFolder.Listing(first.Folder);

        await File.WriteAllTextAsync(Path.Combine(Payload, "new\nline"), "another", Ct);
        File.Delete(Path.Combine(Payload, "f3"));
        File.Delete(Path.Combine(Payload, "dangling"));
        Directory.Delete(Path.Combine(Payload, "empty"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(Payload, "empty"), "now a file", Ct);
        File.SetUnixFileMode(Path.Combine(Payload, "f4"), (UnixFileMode)0b111_101_101);
        var second = await host.ShipAsync(Payload, Ct);

        second.Sent.ShouldBe("another".Length + "now a file".Length + 10_000);
        TestFolder.Listing(second.Folder).ShouldBe(TestFolder.Listing(Payload));
        TestFolder.Listing(first.Folder).ShouldBe(before);
        (await host.ShipAsync(Payload, Ct)).Folder.ShouldBe(second.Folder);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_another_job_is_about_to_name_is_no_base()
    {
        TestFolder.MakeFiles(Payload, 3, 1000);
        await using var one = await OpenAsync("dash");
        var entry = Path.GetDirectoryName((await one.ShipAsync(Payload, Ct)).Folder)!;
        Directory.Move(entry, Path.Combine(Cache, "new.AbCdEf"));

        await using var other = await OpenAsync("dash");
        await File.AppendAllTextAsync(Path.Combine(Payload, "f1"), "x", Ct);
        var shipment = await other.ShipAsync(Payload, Ct);
        shipment.Sent.ShouldBe(shipment.Bytes);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task What_was_tampered_with_is_noticed_and_sent_again(string shell)
    {
        TestFolder.MakeFiles(Payload, 3, 1000);
        string folder;
        await using (var host = await OpenAsync(shell))
            folder = (await host.ShipAsync(Payload, Ct)).Folder;

        // As large and as old as before.
        var written = File.GetLastWriteTimeUtc(Path.Combine(folder, "f1"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "f1"), new byte[1000], Ct);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "f1"), written);
        await using (var host = await OpenAsync(shell))
        {
            var again = await host.ShipAsync(Payload, Ct);
            again.AlreadyThere.ShouldBeFalse();
            TestFolder.Listing(again.Folder).ShouldBe(TestFolder.Listing(Payload));
        }

        _log.ShouldContain(line => line.EndsWith(" is not what was shipped there: it is sent again", StringComparison.Ordinal));

        await File.WriteAllTextAsync(Path.Combine(folder, "added"), "", Ct);
        await using (var host = await OpenAsync(shell))
            (await host.ShipAsync(Payload, Ct)).AlreadyThere.ShouldBeFalse();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task With_the_option_the_files_themselves_are_read(string shell)
    {
        TestFolder.MakeOdd(Payload);
        await using var host = await OpenAsync(shell);
        var folder = (await host.ShipAsync(Payload, Ct)).Folder;
        // A disk that forgets changes no times.
        await File.WriteAllTextAsync(Path.Combine(folder, "*?[a]"), "what is this", Ct);
        (await host.RunAsync($"{Scripts.Ship}\n_sl_look_of {folder}/.. >{folder}/../seal", Ct)).EnsureSucceeded();

        (await host.ShipAsync(Payload, Ct)).AlreadyThere.ShouldBeTrue();
        await using var careful = await OpenAsync(shell, o => o with { VerifyCache = true });
        var again = await careful.ShipAsync(Payload, Ct);
        again.AlreadyThere.ShouldBeFalse();
        again.Folder.ShouldNotBe(folder, "a job uses that one");
        (await careful.ShipAsync(Payload, Ct)).AlreadyThere.ShouldBeTrue();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task What_was_used_longest_ago_goes_first_and_never_what_is_in_use(string shell)
    {
        var payloads = Enumerable.Range(0, 4).Select(i => TestFolder.MakeFiles(Path.Combine(_folder, $"p{i}"), 1, 1_000_000)).ToArray();
        HostOptions Small(HostOptions options) => options with { CacheLimit = 2_500_000 };
        await using var user = await OpenAsync(shell, Small);
        var inUse = await user.ShipAsync(payloads[0], Ct);
        var shipped = new List<string>();
        foreach (var payload in payloads[1..])
        {
            await using var host = await OpenAsync(shell, Small);
            shipped.Add((await host.ShipAsync(payload, Ct)).Folder);
        }

        Directory.Exists(inUse.Folder).ShouldBeTrue();
        shipped.Select(Directory.Exists).ShouldBe([false, false, true]);

        // The ls of busybox does not tell times of the same second apart.
        File.SetLastWriteTimeUtc(Path.Combine(EntryOf(inUse.Folder), "used"), DateTime.UtcNow.AddMinutes(-1));
        await user.DisposeAsync();
        await using var last = await OpenAsync(shell, Small);
        var newest = await last.ShipAsync(payloads[1], Ct);
        new[] { inUse.Folder, shipped[2], newest.Folder }.Select(Directory.Exists).ShouldBe([false, true, true]);
    }

    private static string EntryOf(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "used"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [Fact(Timeout = 30_000)]
    public async Task With_a_limit_of_0_nothing_stays()
    {
        TestFolder.MakeFiles(Payload, 1, 1000);
        string folder;
        await using (var host = await OpenAsync("dash", o => o with { CacheLimit = 0 }))
        {
            var shipment = await host.ShipAsync(Payload, Ct);
            folder = shipment.Folder;
            folder.ShouldStartWith(host.Folder);
            shipment.AlreadyThere.ShouldBeFalse();
            (await host.ShipAsync(Payload, Ct)).AlreadyThere.ShouldBeTrue();
        }

        Directory.Exists(folder).ShouldBeFalse();
        (Directory.Exists(Cache) ? Directory.GetFileSystemEntries(Cache) : []).ShouldBeEmpty();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("link")]
    [InlineData("another user's")]
    public async Task A_cache_that_somebody_else_has_made_is_not_used(string whose)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a folder away.");
        TestFolder.MakeFiles(Payload, 1, 1000);
        var trap = Directory.CreateDirectory(Path.Combine(_folder, "trap")).FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(Cache)!);
        if (whose == "link")
            Directory.CreateSymbolicLink(Cache, trap);
        else
            System.Diagnostics.Process.Start("install", ["-d", "-o", "nobody", "-m", "777", Cache]).WaitForExit();

        await using var host = await OpenAsync("dash");
        var shipment = await host.ShipAsync(Payload, Ct);
        shipment.Folder.ShouldNotStartWith(Home);
        Directory.GetFileSystemEntries(trap).ShouldBeEmpty();
        Directory.GetFileSystemEntries(Cache).ShouldBeEmpty();
        File.GetUnixFileMode(Path.Combine(shipment.Folder, "..", "..")).ShouldBe((UnixFileMode)0b111_000_000);
        _log.ShouldContain($"dash: {Cache} is not used: it belongs to somebody else, or is a link");
        Directory.Delete(Path.GetFullPath(Path.Combine(shipment.Folder, "..")), recursive: true);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task What_a_killed_job_left_is_in_nobodys_way(string shell)
    {
        TestFolder.MakeFiles(Payload, 1, 1000);
        using var dead = System.Diagnostics.Process.Start("true");
        await dead.WaitForExitAsync(Ct);
        var who = $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget} {dead.Id} 12345";
        var half = Directory.CreateDirectory(Path.Combine(Cache, "new.abc", "uses")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(half, "used"), "", Ct);
        await File.WriteAllTextAsync(Path.Combine(half, "uses", "job"), who + "\n", Ct);
        File.CreateSymbolicLink(Path.Combine(Cache, "lock"), who);

        await using var host = await OpenAsync(shell);
        await host.ShipAsync(Payload, Ct);
        Directory.GetFileSystemEntries(Cache).Length.ShouldBe(1, "neither the lock nor the half payload");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_changed_while_it_is_shipped_is_not_shipped()
    {
        TestFolder.MakeFiles(Payload, 3, 1000);
        var payload = await StreamLib.Hosts.Payload.ReadAsync(Payload, Ct);
        await File.WriteAllBytesAsync(Path.Combine(Payload, "f2"), new byte[1000], Ct);
        using var nowhere = new MemoryStream();
        (await Should.ThrowAsync<PayloadChangedException>(() => new PayloadWriter(payload, payload.Entries).WriteAsync(nowhere, Ct))).Message.ShouldContain("f2");

        await using var host = await OpenAsync("dash");
        var error = await Should.ThrowAsync<HostException>(() => host.ShipAsync("x", payload, _ => { }, Ct));
        error.Text.ShouldBe($"error SL2050: Host dash (exec:env -u HOME): shipping x failed on this machine: {Payload}/f2 was changed meanwhile.");
        Directory.GetDirectories(Cache).ShouldBeEmpty();
        (await Should.ThrowAsync<HostException>(() => host.ShipAsync("/no/such/folder", Ct))).Code.ShouldBe("SL2050");
    }

    private Task<Host> OpenAsync(string shell, Func<HostOptions, HostOptions>? configure = null) =>
        TestShells.OpenAsync(shell, (configure ?? (o => o))(TestShells.Quick with { Log = line => _log.Enqueue(line.Text) }), Home);
}
