using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>Which .NET runs a test application on a host: its own, or that of this machine.</summary>
public class RuntimeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x86_64 glibc 2.36", "x86_64 glibc 2.36", true)]
    [InlineData("x86_64 glibc 2.36", "x86_64 glibc 2.41", true)]
    [InlineData("x86_64 glibc 2.36", "x86_64 glibc 2.31", false)]
    [InlineData("x86_64 glibc 2.36", "aarch64 glibc 2.36", false)]
    [InlineData("x86_64 glibc 2.36", "x86_64 musl 1.2.4", false)]
    [InlineData("x86_64 glibc 2.36", "x86_64", false)]
    [InlineData("x86_64 musl 1.2.4", "x86_64 musl 1.2.5", true)]
    public void It_is_sent_where_it_runs(string ours, string theirs, bool runs) =>
        (Machine(ours).WhyNotOn(Machine(theirs)) is null).ShouldBe(runs);

    [Fact]
    public void Where_it_does_not_run_the_reason_is_said() =>
        Machine("x86_64 glibc 2.36").WhyNotOn(Machine("aarch64 musl 1.2.4")).ShouldBe("it is for x86_64 with glibc 2.36, and the host is aarch64 with musl 1.2.4");

    [Theory]
    [InlineData("10.0.0", "10.0.12", false, true)]
    [InlineData("10.0.0", "10.1.0", false, true)]
    [InlineData("10.0.0", "11.0.0-preview.1", false, false)]
    [InlineData("10.0.0", "11.0.0", true, true)]
    [InlineData("10.1.0", "10.0.12", false, false)]
    public void A_framework_serves_what_was_built_for_an_earlier_one(string needed, string there, bool rolls, bool serves) =>
        Framework.Parse("Microsoft.NETCore.App", there).Serves(Framework.Parse("Microsoft.NETCore.App", needed) with { RollsForward = rolls }).ShouldBe(serves);

    [Fact]
    public void An_application_names_what_it_needs()
    {
        var needed = Framework.NeededBy(typeof(RuntimeTests).Assembly.Location);
        needed.ShouldContain(f => f.Name == "Microsoft.NETCore.App" && f.Version.Major == 10);
        OwnRuntime.For(needed)!.Select(p => p.Name.Split('/')[0]).Distinct().ShouldBe(["dotnet", "host", "shared"]);
        OwnRuntime.For([Framework.Parse("Microsoft.No.Such.App", "10.0.0")]).ShouldBeNull();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task A_host_says_what_it_is(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var (here, there) = (await OwnRuntime.ProbeAsync(Ct), await host.RuntimeAsync());
        there.Machine.ShouldBe(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64");
        there.Libc.ShouldMatch(@"^(glibc 2|musl 1)\.[0-9.]+$");
        here.WhyNotOn(there).ShouldBeNull();
    }

    private static HostRuntime Machine(string text) => HostRuntime.Parse($"machine {text.Split(' ')[0]}\nlibc {text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..]}\n");
}
