using StreamLib.Jobs;

namespace Netperf.Tools;

/// <summary>A network benchmark: how its server and its client are started, and what its client says.</summary>
public abstract class NetTool
{
    /// <summary>The tools, the most wanted first.</summary>
    public static IReadOnlyList<NetTool> All { get; } = [new NetperfTool(), new Iperf3Tool(), new MeterTool()];

    public abstract string Name { get; }

    /// <summary>Whether one server serves several clients at the same time.</summary>
    public virtual bool ServesMany => true;

    protected abstract IReadOnlyList<string> Programs { get; }

    /// <summary>The command line of the server; <c>null</c> when it runs in this process.</summary>
    public abstract string? ServerLine(int port);

    /// <summary>The command line of the client; <c>null</c> when it runs in this process.</summary>
    public abstract string? ClientLine(string address, int port, int seconds, string options);

    /// <summary>The throughput in Mbit/s that the output of the client tells.</summary>
    public abstract double Throughput(string output);

    public static NetTool Named(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new TestException("NETPERF01", $"there is no tool {name}: choose auto, {string.Join(", ", All.Select(t => t.Name))}.");

    /// <summary>The names of the tools that this machine has.</summary>
    public static IEnumerable<string> Installed() => All.Where(t => t.Programs.All(IsInPath)).Select(t => t.Name);

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
