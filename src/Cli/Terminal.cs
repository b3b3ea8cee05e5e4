namespace StreamLib.Cli;

/// <summary>Standard output: with colours for a person who wants them, and no reason to end when nobody reads it any more.</summary>
internal static class Terminal
{
    private const string Reset = "\e[0m";

    // https://no-color.org
    private static readonly bool HasColours = !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public static string Dim(string text) => In("\e[2m", text);

    public static string Bold(string text) => In("\e[1m", text);

    public static string Red(string text) => In("\e[31m", text);

    public static string Green(string text) => In("\e[32m", text);

    public static void Write(string line)
    {
        try
        {
            Console.Out.WriteLine(line);
        }
        catch (IOException)
        {
            // The reader of a pipe has gone.
        }
    }

    private static string In(string colour, string text) => HasColours ? colour + text + Reset : text;
}
