using System.Diagnostics;
using System.Globalization;

namespace PackagesTests;

/// <summary>Processes of this machine as the kernel shows them.</summary>
internal static class Signals
{
    public static void Send(string name, int id)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {id}"]);
        kill.WaitForExit();
    }

    /// <summary>The only child of a process.</summary>
    public static int ChildOf(int id) =>
        int.Parse(File.ReadAllText($"/proc/{id}/task/{id}/children").Trim(), CultureInfo.InvariantCulture);

    /// <summary>The children of a process, their children, and so on.</summary>
    public static IReadOnlyList<int> DescendantsOf(int id)
    {
        int[] children = [.. Directory.EnumerateDirectories($"/proc/{id}/task").SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        return [.. children, .. children.SelectMany(DescendantsOf)];
    }

    /// <summary>Ends when a process has ended, whoever started it.</summary>
    public static async Task EndedAsync(int id)
    {
        while (IsAlive(id)) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    // A process that nobody has waited for yet is still listed, as a zombie.
    private static bool IsAlive(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
