using System.Globalization;
using StreamLib;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibHostBench;

/// <summary>What is measured of ours, each in a process of its own, as the others are.</summary>
internal static class Work
{
    internal static async Task<int> RunAsync(string kind, string[] words) => (kind, words) switch
    {
        ("true", [var config, var hosts]) => await OnEachAsync(config, hosts, 1),
        ("ten", [var config, var hosts]) => await OnEachAsync(config, hosts, 10),
        ("cat", [var config, var host, var command, var file]) => await CatAsync(config, host, command, file),
        ("log", [var config, var host, var command, var results]) => await RunAsync(Plan.Named("Log").Stream("one", s => s.Run("cat", command)), results, $"ssh:{host}", config),
        ("ship", [var config, var hosts, var folder]) => await ShipAsync(config, hosts, folder),
        ("local", [var count, var command, var results]) => await RunAsync(
            Plan.Named("Local").Role("one", int.Parse(count, CultureInfo.InvariantCulture), s => s.Run("run", command)), results, null, null),
        _ => 2,
    };

    private static async Task<int> OnEachAsync(string config, string hosts, int times)
    {
        await using var group = await HostGroup.OpenAsync(hosts, HostOptions.Default with { SshConfig = config });
        var ends = await Task.WhenAll(group.Hosts.Select(async host =>
        {
            for (var i = 0; i < times; i++) (await host.RunAsync("true", CancellationToken.None)).EnsureSucceeded();
        }).Select(async task => { await task; return 1; }));
        return ends.Sum() == hosts.Split(',').Length ? 0 : 1;
    }

    private static async Task<int> CatAsync(string config, string host, string command, string file)
    {
        await using var one = await Host.OpenAsync(HostList.Parse($"ssh:{host}", ".")[0], HostOptions.Default with { SshConfig = config }, CancellationToken.None);
        await using var output = File.Create(file);
        var result = await one.RunAsync(new HostCommand { Line = command, OutputTo = output }, CancellationToken.None);
        return Told(result.Succeeded ? 0 : 1);
    }

    private static async Task<int> ShipAsync(string config, string hosts, string folder)
    {
        await using var group = await HostGroup.OpenAsync(hosts, HostOptions.Default with { SshConfig = config });
        await Task.WhenAll(group.Hosts.Select(host => host.ShipAsync(folder, CancellationToken.None)));
        return group.Hosts.Count == hosts.Split(',').Length ? 0 : 1;
    }

    private static async Task<int> RunAsync(Plan plan, string results, string? hosts, string? config) =>
        Told((await Job.RunAsync(plan, JobOptions.Default with { ResultsDirectory = results, Hosts = hosts ?? "", SshConfig = config })).ExitCode);

    private static int Told(int code)
    {
        Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ')[^2]);
        return code;
    }
}
