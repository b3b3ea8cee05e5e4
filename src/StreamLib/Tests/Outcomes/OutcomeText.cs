using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace StreamLib.Tests;

/// <summary>The text of an outcome, as in <c>Fail($"{rate} Mbit/s")</c>: made of an interpolated string by the compiler, with numbers and
/// dates as in the invariant culture. That of
/// <c>FailIf</c> is made only where the condition holds, so that the values in it are not looked at before.</summary>
[InterpolatedStringHandler]
public readonly struct OutcomeText
{
    private readonly StringBuilder? text;

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">How many characters are constant.</param>
    /// <param name="formattedCount">How many values there are.</param>
    public OutcomeText(int literalLength, int formattedCount) => text = new(literalLength + (8 * formattedCount));

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">How many characters are constant.</param>
    /// <param name="formattedCount">How many values there are.</param>
    /// <param name="condition">Whether the text is needed.</param>
    /// <param name="isNeeded">The same.</param>
    public OutcomeText(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = condition;
        text = condition ? new(literalLength + (8 * formattedCount)) : null;
    }

    /// <summary>Called by the compiler: adds what is constant.</summary>
    /// <param name="value">The text.</param>
    public void AppendLiteral(string value) => text?.Append(value);

    /// <summary>Called by the compiler: adds a value.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="alignment">The least number of characters; negative for text that begins at the left.</param>
    /// <param name="format">How it is written.</param>
    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null)
    {
        var written = value is IFormattable known ? known.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "";
        text?.Append(alignment >= 0 ? written.PadLeft(alignment) : written.PadRight(-alignment));
    }

    /// <summary>Called by the compiler: adds a value.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="format">How it is written.</param>
    public void AppendFormatted<T>(T value, string? format) => AppendFormatted(value, 0, format);

    /// <summary>Called by the compiler: adds characters.</summary>
    /// <param name="value">The characters.</param>
    public void AppendFormatted(ReadOnlySpan<char> value) => text?.Append(value);

    /// <summary>The text.</summary>
    public override string ToString() => text?.ToString() ?? "";
}
