using Xunit;

namespace StreamLibTesting;

/// <summary>The measuring tools that a test may find on this machine, or not.</summary>
public static class NetTools
{
    /// <summary>Whether netperf and its server are here.</summary>
    public static bool HasNetperf => Find("netperf") is not null && Find("netserver") is not null;

    /// <summary>Whether iperf3 is here.</summary>
    public static bool HasIperf3 => Find("iperf3") is not null;

    /// <summary>The full path of a program in PATH, or <see langword="null"/>.</summary>
    /// <param name="program">Its name.</param>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Skips the calling test when a program is not here.</summary>
    /// <param name="program">Its name.</param>
    public static void Require(string program) =>
        Assert.SkipWhen(Find(program) is null, $"{program} is not installed; build/install-test-packages.sh installs it where it can be had.");
}
