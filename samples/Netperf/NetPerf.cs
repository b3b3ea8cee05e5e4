using System.Globalization;
using Netperf.Tools;
using StreamLib.Tests;

namespace Netperf;

/// <summary>Measures the throughput from its host to the server.</summary>
public sealed class NetPerf : NestedTest
{
    protected override async Task SetUp()
    {
        await Sync.Set($"tools/{Stream}", string.Join(',', NetTool.Installed()));
        await Sync.Barrier("setup");
    }

    protected override async Task Test()
    {
        var tool = NetTool.Named(await Sync.Get("tool"));
        var address = Params.Get("server_ip", Streams["server"].Host.Address);
        var port = int.Parse(await Sync.Get($"port/{Stream}"), CultureInfo.InvariantCulture);
        var seconds = Params.Get("seconds", 10);

        Log($"{tool.Name} to {address}, port {port}, for {seconds} s");
        var throughput = tool.ClientLine(address, port, seconds, Params.Get("options", "")) is { } line
            ? tool.Throughput(await Measure(tool, line))
            : await MeterClient.Measure(address, port, TimeSpan.FromSeconds(seconds), Cancelled);
        Metric("throughput", throughput, "Mbit/s");
    }

    private async Task<string> Measure(NetTool tool, string line)
    {
        var output = (await Run(line)).Output;
        await File.WriteAllTextAsync(Path.Combine(Output, $"{tool.Name}.txt"), output, Cancelled);
        return output;
    }

    protected override async Task TearDown() => await Sync.Barrier("finished");
}
