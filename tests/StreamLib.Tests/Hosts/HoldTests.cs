using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTesting;
using Lab = StreamLibTesting.Lab;
using Shell = StreamLibTesting.Shell;

namespace StreamLibTests.Hosts;

/// <summary>Who may work on a host: everybody, or one job alone. Each test has a network of its own on this machine, which makes it a host.</summary>
public sealed class HoldTests : IAsyncLifetime
{
    private readonly string network = $"streamlib-test-{Environment.ProcessId}-{Guid.NewGuid():N}"[..40];

    // Debian's busybox has no flock.
    public static TheoryData<string> Shells => ["dash", "bash"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        (await Shell.RunAsync("ip", ["netns", "add", network], cancellationToken: Ct)).EnsureSuccess();
    }

    public async ValueTask DisposeAsync() => (await Shell.RunAsync("ip", ["netns", "delete", network], cancellationToken: CancellationToken.None)).EnsureSuccess();

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task One_job_alone_or_all_that_share(string shell)
    {
        await using var one = await InNetworkAsync(shell, "one");
        await using var two = await InNetworkAsync(shell, "two");

        var alone = await one.HoldAsync(exclusive: true, Ct);
        alone.IsHeld.ShouldBeTrue(alone.Unable);
        alone.Others.ShouldBeEmpty();
        foreach (var exclusive in new[] { true, false })
        {
            var refused = await two.HoldAsync(exclusive, Ct);
            refused.IsHeld.ShouldBeFalse();
            var holder = refused.Others.ShouldHaveSingleItem();
            (holder.Exclusive, holder.User, holder.Job).ShouldBe((true, Environment.UserName, "one"));
            holder.From.ShouldStartWith($"from {Environment.MachineName} since 20");
        }

        await one.ReleaseAsync(Ct);
        (await one.HoldAsync(exclusive: false, Ct)).Others.ShouldBeEmpty();
        var shared = await two.HoldAsync(exclusive: false, Ct);
        shared.IsHeld.ShouldBeTrue();
        shared.Others.ShouldHaveSingleItem().Exclusive.ShouldBeFalse();
        await two.ReleaseAsync(Ct);
        (await two.HoldAsync(exclusive: true, Ct)).IsHeld.ShouldBeFalse();
        await one.DisposeAsync();
        (await two.HoldAsync(exclusive: true, Ct) is { IsHeld: true, Others: [] }).ShouldBeTrue();
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task A_holder_that_is_killed_holds_nothing(string shell)
    {
        await using var two = await InNetworkAsync(shell, "two");
        await using var one = await InNetworkAsync(shell, "one");
        (await one.HoldAsync(exclusive: true, Ct)).IsHeld.ShouldBeTrue();
        // What runs there holds nothing of it.
        await one.StartAsync(new HostCommand { Line = "exec setsid sleep 1000" }, Ct);
        foreach (var keeper in (await two.RunAsync($"ls -ld /proc/[0-9]*/fd/8 | sed -n 's|.*/proc/\\([0-9]*\\)/fd/8 -> {one.Folder}/marks/keeper.mark|\\1|p'", Ct)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await two.RunAsync($"kill -KILL {keeper}", Ct);

        await StreamLibTests.Hosts.Eventually.IsTrueAsync(async () => await two.HoldAsync(exclusive: true, Ct) is { IsHeld: true, Others: [] }, "it is free");
    }

    [Fact(Timeout = 60_000)]
    public async Task Users_see_each_other()
    {
        await using var root = await InNetworkAsync("dash", "of-root");
        await using var nobody = await Host.OpenAsync(
            HostList.Parse($"exec:ip netns exec {network} setpriv --reuid 65534 --clear-groups", ".")[0], TestShells.Quick with { Job = "of-nobody" }, Ct);
        (await nobody.HoldAsync(exclusive: true, Ct)).IsHeld.ShouldBeTrue();
        var refused = await root.HoldAsync(exclusive: true, Ct);
        refused.IsHeld.ShouldBeFalse();
        refused.Others.ShouldHaveSingleItem().Job.ShouldBe("of-nobody");
        await nobody.ReleaseAsync(Ct);
        (await root.HoldAsync(exclusive: true, Ct)).IsHeld.ShouldBeTrue();
        (await nobody.HoldAsync(exclusive: false, Ct)).Others.ShouldHaveSingleItem().User.ShouldBe("root");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_machine_without_flock_can_be_held_by_nobody()
    {
        await using var host = await InNetworkAsync("busybox", "none");
        (await host.HoldAsync(exclusive: true, Ct)).Unable.ShouldBe("it has no flock (util-linux or busybox)");
    }

    private Task<Host> InNetworkAsync(string shell, string job) => TestShells.OpenAsync(shell, TestShells.Quick with { Job = job }, launcher: $"ip netns exec {network}");
}
