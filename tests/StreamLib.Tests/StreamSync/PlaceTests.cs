using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTests.Hosts;

namespace StreamLibTests.StreamSync;

/// <summary>Where stream-sync lies on a host, and that it goes with the job.</summary>
public class PlaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task It_lies_in_the_folder_of_the_job(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        host.StreamSync.ShouldBe($"{host.Folder}/bin/stream-sync");
        host.Tools.ShouldBe($"{host.Folder}/bin");
        (await host.RunAsync($"ls -l {host.StreamSync}", Ct)).Output.ShouldStartWith("-rwx------");
    }

    [Fact(Timeout = 30_000)]
    public async Task Where_that_is_mounted_noexec_another_folder_holds_it_too()
    {
        StreamLibTesting.Lab.Require();
        var mount = StreamLibTesting.TemporaryFolder.Make();
        await StreamLibTesting.Shell.RunAsync("mount", ["-t", "tmpfs", "-o", "noexec,mode=700", "tmpfs", mount], cancellationToken: Ct);
        try
        {
            var spec = HostSpec.Local with { Name = "noexec", Directory = mount };
            string tools;
            await using (var host = await Host.OpenAsync(spec, TestShells.Quick, Ct))
            {
                tools = host.Tools;
                host.Folder.ShouldStartWith(mount);
                tools.ShouldNotStartWith(mount);
                (await host.RunAsync(new HostCommand { Line = "stream-sync --help; command -v stream-sync", PathFirst = tools }, Ct)).Output.ShouldEndWith($"{tools}/stream-sync\n");
                (await host.RunAsync($"sh {host.StreamSync} --help", Ct)).Output.ShouldStartWith("usage: stream-sync");
            }

            Directory.Exists(tools).ShouldBeFalse();
            Directory.GetDirectories(mount, "test.*", SearchOption.AllDirectories).ShouldBeEmpty();
        }
        finally
        {
            await StreamLibTesting.Shell.RunAsync("umount", [mount], cancellationToken: CancellationToken.None);
            Directory.Delete(mount);
        }
    }
}
