using System.Runtime.CompilerServices;

namespace StreamLibTesting;

/// <summary>Compares a text with a file beside the test that made it. <c>UPDATE_SNAPSHOTS=1</c> writes the files anew.</summary>
public static class Snapshot
{
    /// <summary>The variable that lets snapshots be written instead of compared.</summary>
    public const string UpdateVariable = "UPDATE_SNAPSHOTS";

    /// <summary>Compares a text with the file <c>TESTFILE.NAME.txt</c> beside the test's source file.</summary>
    /// <param name="actual">The text. Line endings count as LF, and a last one is added when it is missing.</param>
    /// <param name="name">What the file is called; default: the name of the test.</param>
    /// <param name="testFile">Filled in by the compiler.</param>
    /// <param name="test">Filled in by the compiler.</param>
    /// <exception cref="InvalidOperationException">There is no such file, or it differs; what came instead then lies beside it as <c>….received.txt</c>.</exception>
    public static void Matches(string actual, string? name = null, [CallerFilePath] string testFile = "", [CallerMemberName] string test = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(testFile)!, $"{Path.GetFileNameWithoutExtension(testFile)}.{name ?? test}");
        var (expectedFile, receivedFile) = ($"{stem}.txt", $"{stem}.received.txt");
        actual = Normal(actual);

        File.Delete(receivedFile);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(expectedFile, actual);
            return;
        }

        var expected = File.Exists(expectedFile) ? Normal(File.ReadAllText(expectedFile)) : null;
        if (expected == actual)
            return;

        File.WriteAllText(receivedFile, actual);
        throw new InvalidOperationException(
            (expected is null ? $"There is no snapshot {expectedFile}." : $"The text differs from {expectedFile}{FirstDifference(expected, actual)}")
            + $"\nWhat came is in {receivedFile}; {UpdateVariable}=1 makes it the snapshot.");
    }

    private static string Normal(string text)
    {
        text = text.ReplaceLineEndings("\n");
        return text.EndsWith('\n') ? text : text + "\n";
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (before, now) = (expected.Split('\n'), actual.Split('\n'));
        var line = before.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $" at line {line + 1}:\n  expected: {before.ElementAtOrDefault(line) ?? "(end)"}\n  actual:   {now.ElementAtOrDefault(line) ?? "(end)"}";
    }
}
