using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FileTests(SshServer sshd) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamlib-files-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 30_000)]
    [InlineData("ssh")]
    [InlineData("busybox")]
    public async Task A_folder_is_shipped_once_and_comes_back_the_same(string kind)
    {
        var payload = MakePayload();
        await using var host = kind == "ssh" ? await sshd.OpenAsync("noisy") : await TestShells.OpenAsync(kind);
        var first = await host.ShipAsync(payload, Ct);
        var second = await host.ShipAsync(payload, Ct);
        (first.AlreadyThere, second.AlreadyThere).ShouldBe((false, true));
        (second.Folder, second.Bytes, second.Hash).ShouldBe((first.Folder, first.Bytes, first.Hash));
        (await host.RunAsync($"cd '{first.Folder}' && ./run.sh && cat 'sub dir/link' && ls -a empty | wc -l", Ct)).Output.ShouldBe("ran\n#!/bin/sh\necho ran\n2\n");

        var back = Path.Combine(_folder, "back");
        await host.FetchAsync(first.Folder, back, Ct);
        Listing(back).ShouldBe(Listing(payload));
    }

    [Fact(Timeout = 30_000)]
    public async Task Another_content_or_mode_is_another_shipment()
    {
        var payload = MakePayload();
        await using var host = await sshd.OpenAsync("plain");
        var first = await host.ShipAsync(payload, Ct);
        await File.AppendAllTextAsync(Path.Combine(payload, "data.bin"), "x", Ct);
        var second = await host.ShipAsync(payload, Ct);
        File.SetUnixFileMode(Path.Combine(payload, "data.bin"), UnixFileMode.UserRead);
        var third = await host.ShipAsync(payload, Ct);
        new[] { first.Hash, second.Hash, third.Hash }.Distinct().Count().ShouldBe(3);
        third.AlreadyThere.ShouldBeFalse();
    }

    [Fact(Timeout = 30_000)]
    public async Task Two_jobs_may_ship_the_same_at_once()
    {
        var payload = MakePayload();
        await using var one = await sshd.OpenAsync("plain");
        await using var other = await sshd.OpenAsync("plain");
        var shipments = await Task.WhenAll(one.ShipAsync(payload, Ct), other.ShipAsync(payload, Ct));
        shipments[0].Folder.ShouldBe(shipments[1].Folder);
        (await one.RunAsync($"ls '{shipments[0].Folder}/../uses' | wc -l; ls -d '{shipments[0].Folder}/../../new.'*", Ct)).Output.ShouldBe("2\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task On_this_machine_a_folder_stays_where_it_is()
    {
        var payload = MakePayload();
        await using var host = await TestShells.OpenAsync("dash");
        (await host.ShipAsync(payload, Ct)).Folder.ShouldBe(payload);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("ssh")]
    [InlineData("busybox")]
    public async Task A_script_is_sent_as_it_is(string kind)
    {
        var script = Path.Combine(_folder, "it's a script.sh");
        await File.WriteAllTextAsync(script, "echo $0 $# \"$@\"", Ct);
        await using var host = kind == "ssh" ? await sshd.OpenAsync("plain") : await TestShells.OpenAsync(kind);
        var path = await host.UploadAsync(script, Ct);
        path.ShouldStartWith(host.Folder);
        var result = await host.RunAsync(new HostCommand { Line = "sh \"$SCRIPT\" a 'b c'", Environment = HostCommandEnvironment("SCRIPT", path) }, Ct);
        result.Output.ShouldBe($"{path} 2 a b c\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_cannot_be_moved_says_why_in_the_words_of_the_host()
    {
        await using var host = await sshd.OpenAsync("plain");
        var error = await Should.ThrowAsync<HostException>(() => host.FetchAsync("/no/such/folder", Path.Combine(_folder, "back"), Ct));
        error.Text.ShouldStartWith("error SL2010: Host plain: fetching /no/such/folder failed: ");
        error.Text.ShouldContain("/no/such/folder");

        await host.RunAsync($"rm -rf {host.Folder}/files && : >{host.Folder}/files", Ct);
        var file = Path.Combine(_folder, "x");
        await File.WriteAllBytesAsync(file, new byte[1_000_000], Ct);
        (await Should.ThrowAsync<HostException>(() => host.UploadAsync(file, Ct))).Message.ShouldStartWith($"Host plain: sending {file} failed: ");
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> HostCommandEnvironment(string name, string value) =>
        System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(name, value);

    private static string Listing(string folder) => string.Join('\n', new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Select(i => $"{Path.GetRelativePath(folder, i.FullName)} {i.UnixFileMode} {i.LinkTarget} {(i is FileInfo { LinkTarget: null } f ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f.FullName))) : "")}")
        .Order(StringComparer.Ordinal));

    private string MakePayload()
    {
        var payload = Path.Combine(_folder, "payload");
        Directory.CreateDirectory(Path.Combine(payload, "sub dir"));
        Directory.CreateDirectory(Path.Combine(payload, "empty"));
        var data = new byte[3_000_000];
        Random.Shared.NextBytes(data);
        File.WriteAllBytes(Path.Combine(payload, "data.bin"), data);
        File.WriteAllText(Path.Combine(payload, "run.sh"), "#!/bin/sh\necho ran\n");
        File.SetUnixFileMode(Path.Combine(payload, "run.sh"), (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(payload, new string('n', 120)), "long");
        File.WriteAllText(Path.Combine(payload, ".hidden ü"), "");
        File.CreateSymbolicLink(Path.Combine(payload, "sub dir", "link"), "../run.sh");
        return payload;
    }
}
