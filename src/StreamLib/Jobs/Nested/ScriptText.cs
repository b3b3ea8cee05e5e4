namespace StreamLib.Jobs;

/// <summary>What a script file of this machine says, as far as it can be read.</summary>
internal static class ScriptText
{
    private const int Longest = 256 * 1024;

    /// <summary>Its text; empty when it cannot be read, which is told when it is to run.</summary>
    public static string Of(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var text = new char[Longest];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
