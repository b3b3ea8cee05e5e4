using System.Runtime.CompilerServices;

namespace StreamLib.Sync;

/// <summary>A line for the log that is put together only when somebody listens: without a listener an arrival costs no text.</summary>
[InterpolatedStringHandler]
internal ref struct LogLine
{
    private DefaultInterpolatedStringHandler text;

    public LogLine(int literalLength, int formattedCount, LogQueue log, out bool isHeard)
    {
        isHeard = log.IsHeard;
        if (isHeard) text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    public void AppendLiteral(string part) => text.AppendLiteral(part);

    public void AppendFormatted<T>(T part) => text.AppendFormatted(part);

    /// <summary>The line; called once.</summary>
    internal string Take() => text.ToStringAndClear();
}
