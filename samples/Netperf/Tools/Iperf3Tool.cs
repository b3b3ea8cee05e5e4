using System.Text.Json;

namespace Netperf.Tools;

internal sealed class Iperf3Tool : NetTool
{
    private const double BitsInMegabit = 1e6;

    public override string Name => "iperf3";

    // iperf3 answers a second client with "server is busy".
    public override bool ServesMany => false;

    protected override IReadOnlyList<string> Programs => ["iperf3"];

    public override string ServerLine(int port) => $"exec iperf3 --server --port {port}";

    public override string ClientLine(string address, int port, int seconds, string options) =>
        $"exec iperf3 --json --client {address} --port {port} --time {seconds} {options}".TrimEnd();

    public override double Throughput(string output)
    {
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble() / BitsInMegabit;
    }
}
