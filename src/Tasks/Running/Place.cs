using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamLib.Tasks;

/// <summary>Where in a source an error of the build is.</summary>
/// <param name="File">The file; empty for that of the target.</param>
/// <param name="Line">The line; 0 when it is not known.</param>
/// <param name="Column">The column; 0 when it is not known.</param>
internal sealed partial record Place(string File, int Line, int Column)
{
    /// <summary>Where the target is.</summary>
    public static Place None { get; } = new("", 0, 0);

    /// <summary>Where an item is declared.</summary>
    public static Place Of(Item item) => new(item.File, item.Position.Line, item.Position.Column);

    /// <summary>Where an exception was thrown, when that is a file of this machine.</summary>
    /// <param name="trace">Its stack trace.</param>
    public static Place? Thrown(string trace) =>
        Frame().Match(trace) is { Success: true } frame && System.IO.File.Exists(frame.Groups[1].Value)
            ? new(frame.Groups[1].Value, int.Parse(frame.Groups[2].Value, CultureInfo.InvariantCulture), 0)
            : null;

    [GeneratedRegex(@"^\s+at .* in (/.*):line (\d{1,9})\s*$", RegexOptions.Multiline)]
    private static partial Regex Frame();
}
