namespace StreamLibTests.Hosts;

/// <summary>Waits for the thing itself, for a while.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, double seconds = 15)
    {
        for (var end = DateTime.UtcNow.AddSeconds(seconds); !await condition();)
        {
            (DateTime.UtcNow < end).ShouldBeTrue($"{what} within {seconds} s");
            await Task.Delay(30, TestContext.Current.CancellationToken);
        }
    }

    public static Task IsTrueAsync(Func<bool> condition, string what, double seconds = 15) => IsTrueAsync(() => Task.FromResult(condition()), what, seconds);

    /// <summary>Waits until no process of this machine has <paramref name="text"/> in its command line.</summary>
    public static Task NoProcessHasAsync(string text, double seconds = 15) => IsTrueAsync(() => Processes(text).Count == 0, $"no process is '{text}'", seconds);

    /// <summary>Waits until a process of this machine has just this command line.</summary>
    public static Task SomeProcessIsAsync(string line) => IsTrueAsync(() => Processes(line, exact: true).Count > 0, $"some process is '{line}'");

    /// <summary>The processes of this machine that have <paramref name="text"/> in their command line.</summary>
    public static List<int> Processes(string text, bool exact = false)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ').Trim();
                if ((exact ? line == text : line.Contains(text, StringComparison.Ordinal))
                    && !File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[^1].StartsWith('Z'))
                    found.Add(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return found;
    }
}
