using System.Diagnostics;
using System.IO.Compression;

namespace StreamLib.Hosts;

/// <summary>Whether it pays to compress what goes a certain way.</summary>
internal static class Compression
{
    /// <summary>How much goes first, to learn how fast the way is; what is shorter is not worth a thought.</summary>
    public const int Sample = 1024 * 1024;

    // The other side has to undo it, and a tie is no gain.
    private const double Gain = 0.75;
    private const double Effort = 1.5;

    /// <summary>Whether compressing what is like <paramref name="sample"/> is faster than the way, and makes it small enough.</summary>
    /// <param name="sample">The first of it.</param>
    /// <param name="took">How long the sample took on the way.</param>
    public static bool Pays(ReadOnlySpan<byte> sample, TimeSpan took)
    {
        var begin = Stopwatch.GetTimestamp();
        using var counted = new MemoryStream(sample.Length + 1024);
        using (var gzip = new GZipStream(counted, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(sample);

        return Pays((double)counted.Length / sample.Length, Stopwatch.GetElapsedTime(begin), took);
    }

    /// <summary>The same, for one that was compressed to <paramref name="ratio"/> of its size in <paramref name="effort"/>.</summary>
    public static bool Pays(double ratio, TimeSpan effort, TimeSpan took) => Math.Max(effort.TotalSeconds * Effort, ratio * took.TotalSeconds) < Gain * took.TotalSeconds;
}
