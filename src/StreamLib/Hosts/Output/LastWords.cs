using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>Finds the line of an output that most likely says why its program failed.</summary>
internal sealed partial class LastWords
{
    private const int Longest = 500;
    private string error = "";
    private string notOk = "";
    private string output = "";

    /// <summary>The last line of standard error that is not merely noise; else the last test of TAP that failed; else the last line of
    /// standard output. Empty when there is none.</summary>
    public string Text => Array.Find([error, notOk, output], line => line.Length > 0) is not { } line ? ""
        : line.Length <= Longest ? line
        : $"{line[..Longest]}…";

    /// <summary>The line of two whole outputs.</summary>
    public static string Of(string error, string output)
    {
        var words = new LastWords();
        foreach (var line in TerminalLine.Visible(error).Split('\n')) words.Add(line, isError: true);
        foreach (var line in TerminalLine.Visible(output).Split('\n')) words.Add(line, isError: false);
        return words.Text;
    }

    /// <summary>Takes the next line.</summary>
    public void Add(string line, bool isError)
    {
        var text = line.AsSpan().Trim();
        if (text.IsEmpty) return;
        if (isError)
        {
            if (!IsNoise(line)) error = text.ToString();
        }
        else if (IsNotOk(text))
        {
            notOk = text.ToString();
        }
        else if (!IsFine(text))
        {
            output = text.ToString();
        }
    }

    // What `set -x` writes, the frames of a stack trace, what comes after the message of a panic, and a locale that is not installed.
    private static bool IsNoise(string line) => (line[0] is '+' or ' ' or '\t' or 'n' && Noise().IsMatch(line))
        || line.Contains("warning: setlocale: ", StringComparison.Ordinal);

    private static bool IsNotOk(ReadOnlySpan<char> text) => text.StartsWith("not ok", StringComparison.Ordinal) && !Todo().IsMatch(text);

    // Lines of TAP that are no reason to fail.
    private static bool IsFine(ReadOnlySpan<char> text) => text[0] is 'o' or 'n' or '1' or 'T' && Fine().IsMatch(text);

    [GeneratedRegex(@"^(?:\++ |\s+at \S|\s*--- End of |note: run with `RUST_BACKTRACE)", RegexOptions.CultureInvariant)]
    private static partial Regex Noise();

    [GeneratedRegex(@"^(?:(?:not )?ok(?: \d+| -|$)|1\.\.\d+|TAP version )", RegexOptions.CultureInvariant)]
    private static partial Regex Fine();

    [GeneratedRegex(@"# (?:TODO|SKIP)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Todo();
}
