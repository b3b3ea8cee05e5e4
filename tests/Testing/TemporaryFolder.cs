namespace StreamLibTesting;

/// <summary>Folders that are there until the tests have ended.</summary>
public static class TemporaryFolder
{
    /// <summary>The full path of a new, empty one.</summary>
    public static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("streamlib-test-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        return folder;
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A test that failed may have left something at work in it.
        }
    }
}
