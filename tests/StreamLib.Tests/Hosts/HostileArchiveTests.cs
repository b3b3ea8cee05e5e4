using System.Collections.Immutable;
using System.Text;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

/// <summary>Archives that a host may send to do harm: none writes outside of its folder, and each ends with an error that has a code, or with a note of what was left out.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class HostileArchiveTests : IDisposable
{
    private readonly string _outer = Directory.CreateTempSubdirectory("streamlib-hostile-").FullName;

    private string Folder => Path.Combine(_outer, "inner");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_outer, recursive: true);

    [Fact(Timeout = 10_000)]
    public async Task Nothing_is_written_through_a_link_of_the_same_archive()
    {
        var error = await Should.ThrowAsync<HostException>(() => UnpackAsync(new ArchiveMaker().Entry('2', "way", link: "sub").Entry('0', "way/evil", "x").End()));
        error.Code.ShouldBe("SL2011");
        (await UnpackAsync(new ArchiveMaker().Entry('2', "to", link: _outer).Entry('0', "to/file", "x").End())).ShouldHaveSingleItem().ShouldContain("a SymbolicLink to");
        Outside().ShouldBeEmpty();
        File.ReadAllText(Path.Combine(Folder, "to/file")).ShouldBe("x");
    }

    [Theory(Timeout = 10_000)]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    public async Task A_hard_link_that_leads_out_is_refused(string target)
    {
        (await Should.ThrowAsync<HostException>(() => UnpackAsync(new ArchiveMaker().Entry('1', "a", link: target).End()))).Code.ShouldBe("SL2011");
        Outside().ShouldBeEmpty();
    }

    [Fact(Timeout = 10_000)]
    public async Task A_hard_link_to_a_symbolic_link_is_left_out()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(_outer, "secret"), "secret", Ct);
        File.CreateSymbolicLink(Path.Combine(Folder, "way"), "../secret");
        (await UnpackAsync(new ArchiveMaker().Entry('1', "copy", link: "way").End())).ShouldHaveSingleItem().ShouldStartWith("'copy': a HardLink to 'way'");
        File.Exists(Path.Combine(Folder, "copy")).ShouldBeFalse();
    }

    [Fact(Timeout = 10_000)]
    public async Task Devices_and_pipes_are_left_out_and_modes_give_no_special_rights()
    {
        var left = await UnpackAsync(new ArchiveMaker().Entry('3', "tty").Entry('4', "disk").Entry('6', "pipe").Entry('0', "tool", "x", mode: 0b111_111_101_101).End());
        left.Select(l => l.Split(',')[0]).ShouldBe(["'tty': a CharacterDevice", "'disk': a BlockDevice", "'pipe': a Fifo"]);
        Directory.GetFiles(Folder).ShouldBe([Path.Combine(Folder, "tool")]);
        File.GetUnixFileMode(Path.Combine(Folder, "tool")).ShouldBe((UnixFileMode)0b111_101_101);
    }

    [Fact(Timeout = 10_000)]
    public async Task What_goes_over_the_bound_of_bytes_is_left_out_and_what_fits_comes_back()
    {
        var left = await UnpackAsync(new ArchiveMaker().Entry('0', "a", new string('a', 600)).Entry('0', "b", new string('b', 600)).Entry('1', "c", link: "a").Entry('0', "d", new string('d', 300)).End(), bytes: 1000);
        left.ShouldBe(["'b': 600 bytes, over the ArtifactLimit of 1000 bytes", "'c': a HardLink to 'a', which has no place in a folder of results"]);
        Directory.GetFiles(Folder).Select(Path.GetFileName).Order().ShouldBe(["a", "d"]);
    }

    [Fact(Timeout = 10_000)]
    public async Task What_goes_over_the_bound_of_entries_is_left_out()
    {
        var many = new ArchiveMaker();
        for (var i = 0; i < 8; i++)
            many.Entry('0', $"{i}");
        (await UnpackAsync(many.End(), entries: 5)).ShouldBe(["'5': more than the ArtifactCount of 5 entries", "'6': more than the ArtifactCount of 5 entries", "'7': more than the ArtifactCount of 5 entries"]);
        Directory.GetFiles(Folder).Length.ShouldBe(5);

        for (var i = 0; i < 3000; i++)
            many.Entry('5', $"{i}/");
        (await Should.ThrowAsync<HostException>(() => UnpackAsync(many, entries: 5))).Code.ShouldBe("SL2052");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_stream_without_end_is_cut_off()
    {
        var file = ArchiveMaker.Header('0', "zeros", "", 0b110_100_100, 1L << 40);
        var error = await Should.ThrowAsync<HostException>(() => UnpackAsync(new EndlessStream(file)));
        error.Code.ShouldBe("SL2052");
        (await Should.ThrowAsync<HostException>(() => UnpackAsync(new EndlessStream([])))).Code.ShouldBe("SL2052");
        Directory.GetFiles(Folder).ShouldBeEmpty();
    }

    [Theory(Timeout = 10_000)]
    [InlineData('L')]
    [InlineData('K')]
    [InlineData('x')]
    [InlineData('g')]
    public async Task A_name_of_gigabytes_takes_no_memory(char type)
    {
        var before = GC.GetTotalAllocatedBytes();
        (await Should.ThrowAsync<HostException>(() => UnpackAsync(new EndlessStream(ArchiveMaker.Header(type, "x", "", 0, 1L << 31))))).Code.ShouldBe("SL2052");
        // Of the whole process, where others are at work.
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(1 << 30);
    }

    [Fact(Timeout = 10_000)]
    public async Task What_is_no_archive_is_said()
    {
        var whole = new ArchiveMaker().Entry('0', "a", "first").Entry('0', "b", "second").End().Bytes;
        var error = await Should.ThrowAsync<HostException>(() => UnpackAsync(new MemoryStream(whole[..1300])));
        error.Text.ShouldBe("error SL2051: Host local sent an archive that cannot be read: it was cut off. What came before it is there.");
        File.ReadAllText(Path.Combine(Folder, "a")).ShouldBe("first");
        (await Should.ThrowAsync<HostException>(() => UnpackAsync(new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 1024)))))).Code.ShouldBe("SL2051");
        (await Should.ThrowAsync<HostException>(() => UnpackAsync(new ArchiveMaker().Entry('2', "link", link: "a", size: 4096).End()))).Code.ShouldBe("SL2051");
    }

    [Fact(Timeout = 10_000)]
    public async Task Names_that_differ_only_in_case_do_not_take_each_others_place()
    {
        await UnpackAsync(new ArchiveMaker().Entry('0', "Name", "one").Entry('0', "name", "two").End());
        File.ReadAllText(Path.Combine(Folder, "Name")).ShouldBe("one");
    }

    [Fact(Timeout = 10_000)]
    public async Task What_the_file_system_does_not_take_is_left_out()
    {
        var name = new string('n', 300);
        var left = await UnpackAsync(new ArchiveMaker().Entry('L', "././@LongLink", name).Entry('0', "short", "x").Entry('0', "after", "y").Entry('0', "a\x1b[2Jb\nc", "z").End());
        left.ShouldHaveSingleItem().ShouldBe($"'{name[..200]}': its name is too long here");
        File.ReadAllText(Path.Combine(Folder, "after")).ShouldBe("y");
        File.ReadAllText(Path.Combine(Folder, "a\x1b[2Jb\nc")).ShouldBe("z");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_file_of_more_than_8_GiB_is_understood()
    {
        var huge = ArchiveMaker.Header('0', "huge", "", 0b110_100_100, 9L << 30);
        using var reader = new EndlessStream(huge);
        (await new ArchiveReader(reader, long.MaxValue).NextAsync(Ct))!.Size.ShouldBe(9L << 30);
    }

    [Fact(Timeout = 10_000)]
    public async Task Archives_may_follow_one_another()
    {
        var left = await UnpackAsync(new ArchiveMaker().Entry('0', "a", "1").End().Raw(new byte[10240]).Entry('0', "b", "2").End().Entry('0', ".streamlib-left-out", "5000 bytes ./big\n10 count ./late\n2\n").End());
        left.ShouldBe(["'big': 4.9 KiB, over the ArtifactLimit of 1 MiB", "'late': 10 bytes, over the ArtifactCount of 1000"]);
        Directory.GetFiles(Folder).Select(Path.GetFileName).Order().ShouldBe(["a", "b"]);
    }

    private string[] Outside() => [.. Directory.GetFileSystemEntries(_outer).Where(e => e != Folder)];

    private Task<ImmutableArray<string>> UnpackAsync(ArchiveMaker archive, long bytes = 1 << 20, int entries = 1000) => UnpackAsync(archive.Stream, bytes, entries);

    private Task<ImmutableArray<string>> UnpackAsync(Stream archive, long bytes = 1 << 20, int entries = 1000) =>
        new Unpacker(HostSpec.Local, Folder, bytes, entries).UnpackAsync(archive, Ct);

    /// <summary>Some bytes, and then zeros for ever.</summary>
    private sealed class EndlessStream(byte[] first) : MemoryStream
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var some = Math.Min(buffer.Length, first.Length - _at);
            first.AsSpan(_at, some).CopyTo(buffer.Span);
            buffer.Span[some..].Clear();
            _at += some;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
