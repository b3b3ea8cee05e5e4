namespace Netperf.Tools;

/// <summary>The meter of this sample, for machines that have neither of the others: plain TCP from .NET.</summary>
internal sealed class MeterTool : NetTool
{
    public override string Name => "meter";

    protected override IReadOnlyList<string> Programs => [];

    public override string? ServerLine(int port) => null;

    public override string? ClientLine(string address, int port, int seconds, string options) => null;

    public override double Throughput(string output) => throw new NotSupportedException("The meter measures in this process.");
}
