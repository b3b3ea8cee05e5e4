using StreamLib.Hosts;
using StreamLibTests.Sync;

namespace StreamLibTests.Hosts;

/// <summary>What an output takes of memory, counted in the whole process: so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public class OutputMemoryTests(SshServer sshd)
{
    [Fact(Timeout = 60_000)]
    public async Task A_hundred_megabytes_pass_in_bounded_memory()
    {
        await using var host = await sshd.OpenAsync("plain");
        var counter = new CountingStream();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        (await host.RunAsync(new HostCommand { Line = "head -c 104857600 /dev/zero", OutputTo = counter }, TestContext.Current.CancellationToken)).EnsureSucceeded();
        counter.Count.ShouldBe(104_857_600);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(4_000_000);
    }

    private sealed class CountingStream : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Count;

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Count += count;
    }
}
