using System.Collections.Immutable;
using System.Formats.Tar;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class UnpackerTests : IDisposable
{
    private readonly string _outer = Directory.CreateTempSubdirectory("streamlib-unpack-").FullName;
    private ImmutableArray<string> _leftOut = [];

    private string Folder => Path.Combine(_outer, "inner");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_outer, recursive: true);

    [Theory(Timeout = 10_000)]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/tmp/streamlib-evil")]
    public async Task A_name_that_leads_out_is_refused(string name)
    {
        var error = await Should.ThrowAsync<HostException>(() => UnpackAsync((TarEntryType.RegularFile, name, "")));
        error.Text.ShouldBe($"error SL2011: Host local sent an archive with '{name}' in it, which leads out of the folder it belongs to. Nothing of it was written there; do not trust this host.");
        Directory.GetFileSystemEntries(_outer).ShouldBe([Folder]);
        File.Exists("/tmp/streamlib-evil").ShouldBeFalse();
    }

    [Theory(Timeout = 10_000)]
    [InlineData("/etc")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("sub/../../outside")]
    public async Task A_link_that_leads_out_is_left_out(string target)
    {
        await UnpackAsync((TarEntryType.SymbolicLink, "link", target), (TarEntryType.RegularFile, "file", ""));
        Directory.GetFileSystemEntries(Folder).ShouldBe([Path.Combine(Folder, "file")]);
        _leftOut.ShouldHaveSingleItem().ShouldBe($"'link': a SymbolicLink to '{target}', which has no place in a folder of results");
    }

    [Fact(Timeout = 10_000)]
    public async Task Nothing_is_written_through_a_link()
    {
        Directory.CreateDirectory(Path.Combine(_outer, "inner"));
        File.CreateSymbolicLink(Path.Combine(Folder, "there"), _outer);
        (await Should.ThrowAsync<HostException>(() => UnpackAsync((TarEntryType.RegularFile, "there/evil", "")))).Code.ShouldBe("SL2011");
        (await Should.ThrowAsync<HostException>(() => UnpackAsync((TarEntryType.SymbolicLink, "a", "b"), (TarEntryType.RegularFile, "a/evil", "")))).Code.ShouldBe("SL2011");
        File.Exists(Path.Combine(_outer, "evil")).ShouldBeFalse();
    }

    [Fact(Timeout = 10_000)]
    public async Task Hard_links_become_files_and_devices_are_left_out()
    {
        await UnpackAsync(
            (TarEntryType.RegularFile, "sub/a", ""), (TarEntryType.HardLink, "sub/b", "sub/a"), (TarEntryType.HardLink, "c", "none"), (TarEntryType.Fifo, "pipe", ""), (TarEntryType.SymbolicLink, "sub/d", "../sub/a"));
        File.Exists(Path.Combine(Folder, "sub/b")).ShouldBeTrue();
        File.ResolveLinkTarget(Path.Combine(Folder, "sub/d"), true)!.Name.ShouldBe("a");
        _leftOut.Length.ShouldBe(2);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_mode_gives_no_rights_of_others()
    {
        await UnpackAsync((TarEntryType.RegularFile, "a", "setuid"));
        File.GetUnixFileMode(Path.Combine(Folder, "a")).ShouldBe((UnixFileMode)0b111_101_101);
    }

    private async Task UnpackAsync(params (TarEntryType Type, string Name, string Link)[] entries)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (type, name, link) in entries)
            {
                var entry = new PaxTarEntry(type, name);
                if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                    entry.LinkName = link;
                if (link == "setuid")
                    entry.Mode = (UnixFileMode)0b100_111_101_101;
                await writer.WriteEntryAsync(entry, Ct);
            }
        }

        archive.Position = 0;
        _leftOut = await new Unpacker(HostSpec.Local, Folder, 1 << 20, 1000).UnpackAsync(archive, Ct);
    }
}
