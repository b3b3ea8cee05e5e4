using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Hosts;

[assembly: AssemblyFixture(typeof(OtherKinds))]

namespace StreamLibTests.Hosts;

/// <summary>A host that the tests of all classes share, reached over ssh and by <c>ip netns exec</c>; raised when one of them first asks for it.</summary>
public sealed class OtherKinds : IAsyncDisposable
{
    private readonly Lazy<Task<Lab>> lab = new(() => Lab.UpAsync(new LabOptions(1)));

    public static string[] Names => ["ssh", "netns"];

    /// <summary>The shells of this machine, and the other kinds.</summary>
    public static TheoryData<string> AndShells => [.. TestShells.All.Select(row => row.Data), .. Names];

    /// <summary>How the host is written, and the configuration of ssh that leads there.</summary>
    /// <param name="kind">One of <see cref="Names"/>, or <c>local</c>.</param>
    public async Task<(string Host, string? SshConfig)> WrittenAsync(string kind)
    {
        if (kind == "local") return ("local:", null);
        Lab.Require();
        var up = await lab.Value;
        return kind == "ssh" ? ("ssh=ssh:h1", up.SshConfig) : ($"netns=exec:ip netns exec {up.Name}-h1", null);
    }

    /// <summary>Opens a host.</summary>
    /// <param name="kind">One of <see cref="AndShells"/>.</param>
    /// <param name="options">How it is opened.</param>
    public async Task<Host> OpenAsync(string kind, HostOptions? options = null)
    {
        if (!Names.Contains(kind)) return await TestShells.OpenAsync(kind, options);
        var (written, config) = await WrittenAsync(kind);
        return await Host.OpenAsync(HostList.Parse(written, ".")[0], (options ?? TestShells.Quick) with { SshConfig = config }, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (lab.IsValueCreated) await (await lab.Value).DisposeAsync();
    }
}
