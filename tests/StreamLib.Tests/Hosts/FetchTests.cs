using System.Collections.Concurrent;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>What comes back from a host: what fits, and the names of what does not.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FetchTests(SshServer sshd) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamlib-fetch-").FullName;
    private readonly ConcurrentQueue<string> _log = [];

    private string Source => Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;

    private string Back => Path.Combine(_folder, "back");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 30_000)]
    [InlineData("dash")]
    [InlineData("bash")]
    [InlineData("busybox")]
    [InlineData("ssh")]
    public async Task What_fits_comes_back_and_the_rest_is_named(string kind)
    {
        TestFolder.MakeOdd(Source);
        await File.WriteAllBytesAsync(Path.Combine(Source, "huge\nfile"), new byte[3_000_000], Ct);
        using (var sparse = File.Create(Path.Combine(Source, "sparse")))
            sparse.SetLength(1L << 40);
        await using var host = await OpenAsync(kind, o => o with { ArtifactLimit = 2_000_000 });

        var left = await host.FetchAsync(Source, Back, Ct);

        left.Order().ShouldBe(["'huge': 2.9 MiB, over the ArtifactLimit of 1.9 MiB", "'sparse': 1 TiB, over the ArtifactLimit of 1.9 MiB"]);
        _log.Count(l => l.Contains("left out of what was fetched: 'sparse': 1 TiB", StringComparison.Ordinal)).ShouldBe(1);
        File.ReadAllText(Path.Combine(Back, "new\nline")).ShouldBe("this is new\nline");
        new FileInfo(Path.Combine(Back, "dangling")).LinkTarget.ShouldBe("no such\nthing");
        Directory.GetFiles(Back).Length.ShouldBe(Directory.GetFiles(Source).Length - 2);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task Too_many_files_are_left_out(string kind)
    {
        TestFolder.MakeFiles(Source, 40, 10);
        await using var host = await OpenAsync(kind, o => o with { ArtifactCount = 30 });
        (await host.FetchAsync(Source, Back, Ct)).Length.ShouldBe(10);
        Directory.GetFiles(Back).Length.ShouldBe(30);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("dash", true)]
    [InlineData("busybox", true)]
    [InlineData("ssh", true)]
    [InlineData("ssh", false)]
    [InlineData("ssh", null)]
    public async Task Compressed_or_not_it_is_the_same(string kind, bool? compress)
    {
        TestFolder.MakeFiles(Source, 10, 300_000);
        await File.WriteAllTextAsync(Path.Combine(Source, "words"), string.Concat(Enumerable.Repeat("the quick brown fox\n", 200_000)), Ct);
        await using var host = await OpenAsync(kind, o => o with { Compress = compress });
        var there = (await host.ShipAsync(Source, Ct)).Folder;
        TestFolder.Listing(there).ShouldBe(TestFolder.Listing(Source));
        await host.FetchAsync(there, Back, Ct);
        TestFolder.Listing(Back).ShouldBe(TestFolder.Listing(Source));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("bash")]
    [InlineData("busybox")]
    [InlineData("ssh")]
    public async Task Which_bound_was_met_is_said(string kind)
    {
        Directory.CreateDirectory(Source);
        foreach (var name in new[] { "a", "b", "c" }) await File.WriteAllTextAsync(Path.Combine(Source, name), "1234", Ct);
        await using var host = await OpenAsync(kind, o => o with { ArtifactCount = 2 });

        var left = await host.FetchAsync(Source, Back, Ct);

        left.ShouldHaveSingleItem().ShouldMatch("^'[abc]': 4 bytes, over the ArtifactCount of 2$");
        Directory.GetFiles(Back).Length.ShouldBe(2);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("tar() { printf 'x%.0s' 1 2 3 4 5 6 7 8 9; cat /dev/zero; }", "SL2051")]
    [InlineData("tar() { cat /dev/zero; }", "SL2052")]
    [InlineData("tar() { command tar -cf - --transform 's,^,../,' -P . ; }", "SL2011")]
    [InlineData("tar() { command tar -cf - . | dd bs=1000 count=3 2>/dev/null; }", "SL2051")]
    public async Task A_host_that_lies_is_not_believed_and_not_listened_to_for_ever(string tar, string code)
    {
        TestFolder.MakeFiles(Source, 3, 4000);
        await using var host = await OpenAsync("bash", o => o with { ArtifactLimit = 100_000, ArtifactCount = 10 });
        // What a host runs for tar is its own affair.
        var bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bin, "tar"), $"#!/bin/bash\nPATH=/usr/bin:/bin\n{tar}\ntar\n", Ct);
        File.SetUnixFileMode(Path.Combine(bin, "tar"), (UnixFileMode)0b111_101_101);
        await using var liar = await Host.OpenAsync(
            StreamLib.Plans.HostSpec.Local with { Name = "liar", Way = [new("exec", $"env PATH={bin}:/usr/bin:/bin")] }, host.Options, Ct);

        (await Should.ThrowAsync<HostException>(() => liar.FetchAsync(Source, Back, Ct))).Code.ShouldBe(code);
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    private Task<Host> OpenAsync(string kind, Func<HostOptions, HostOptions> configure)
    {
        var options = configure(TestShells.Quick with { Log = line => _log.Enqueue(line.Text), SshConfig = sshd.Config });
        return kind == "ssh" ? sshd.OpenAsync("plain", options) : TestShells.OpenAsync(kind, options, Path.Combine(_folder, "home"));
    }
}
