using System.CommandLine;
using StreamLib.Tests;

namespace StreamLib.Commands;

/// <summary><c>--dry-run</c>: says what would run, and connects nowhere.</summary>
internal static class DryRun
{
    public static Option<bool> Option() => new("--dry-run") { Description = "Only print what would run where, and the command lines that run its nested tests by hand. Nothing is connected or written." };

    public static async Task<int> ShowAsync(MultiStreamTest test, JobOptions options, CancellationToken cancellationToken)
    {
        Console.Out.Write(await Job.DescribeAsync(test, options, cancellationToken).ConfigureAwait(false));
        return 0;
    }

    public static int Show(NestedTest test, NestedContext context)
    {
        Console.Out.WriteLine($"{test.GetType().Name}, a nested test, would run here");
        if (!context.Parameters.All.IsEmpty) Console.Out.WriteLine($"  parameters: {string.Join(", ", context.Parameters.All.Keys)}");
        if (context.Stream.Length > 0) Console.Out.WriteLine($"  as {context.Stream} of {string.Join(", ", context.Streams.All.Select(s => $"{s.Name} ({s.Host.Address})"))}");
        Console.Out.WriteLine($"  sync: {context.SyncAddress ?? "none"}");
        return 0;
    }
}
