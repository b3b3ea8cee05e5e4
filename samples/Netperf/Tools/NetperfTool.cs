using System.Globalization;

namespace Netperf.Tools;

internal sealed class NetperfTool : NetTool
{
    public override string Name => "netperf";

    protected override IReadOnlyList<string> Programs => ["netperf", "netserver"];

    public override string ServerLine(int port) => $"exec netserver -D -p {port}";

    public override string ClientLine(string address, int port, int seconds, string options) =>
        $"exec netperf -P 0 -f m -H {address} -p {port} -l {seconds} {options}".TrimEnd();

    // Without its banner, netperf writes one row of numbers; the throughput is the last.
    public override double Throughput(string output) => double.Parse(
        output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
}
