using System.Globalization;

namespace StreamLib.Cli.Server;

/// <summary>Shows what happens in the server, a line at a time as it happens.</summary>
internal static class ServerLog
{
    private static readonly string[] Bad = [" broke: ", " failed: ", " gave up ", " lost its connection ", " no longer waits", " a token that is not known"];
    private static readonly string[] Good = [" passed, generation "];

    public static void Write(string line)
    {
        var text = Bad.Any(word => line.Contains(word, StringComparison.Ordinal)) ? Terminal.Red(line)
            : Good.Any(word => line.Contains(word, StringComparison.Ordinal)) ? Terminal.Green(line)
            : line;
        Terminal.Write($"{Terminal.Dim(DateTime.Now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture))} {text}");
    }
}
