namespace StreamLibTests.Sync.Abuse;

/// <summary>What the process holds.</summary>
internal static class Memory
{
    internal const long Megabyte = 1024 * 1024;

    internal static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    internal static string Figures(long before, long after) => FormattableString.Invariant(
        $"heap {before / (double)Megabyte:0.0} MB before, {after / (double)Megabyte:0.0} MB after; process {Environment.WorkingSet / Megabyte} MB");
}
