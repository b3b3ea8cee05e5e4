using System.Runtime.CompilerServices;

namespace StreamLibTests;

/// <summary>Compares text with a file beside the test; UPDATE_SNAPSHOTS=1 writes the file instead.</summary>
internal static class Snapshot
{
    public static void Matches(string text, string name, [CallerFilePath] string testFile = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return;
        }

        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        text.ShouldBe(expected, $"{file} differs; run the tests with UPDATE_SNAPSHOTS=1 when the change is wanted, and read it");
    }
}
