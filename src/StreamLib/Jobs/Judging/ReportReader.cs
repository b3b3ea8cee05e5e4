using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Reads a report in one pass, with memory for one line and for what is understood.</summary>
internal sealed class ReportReader(ReportBounds bounds)
{
    private static readonly JsonReaderOptions s_json = new() { AllowMultipleValues = true };
    private readonly ReportBuilder report = new();
    private byte[] buffer = new byte[64 * 1024];
    private int filled;
    private int lines;
    private string? problem;

    /// <summary>Reads what a nested test left, which may be anything.</summary>
    /// <param name="stream">The report.</param>
    /// <param name="bounds">How much of it is read.</param>
    /// <param name="cancellationToken">Ends it: what was read by then is returned, with a <see cref="ReportedLines.Problem"/>.</param>
    public static ReportedLines Read(Stream stream, ReportBounds bounds, CancellationToken cancellationToken) =>
        new ReportReader(bounds).Read(stream, cancellationToken);

    private ReportedLines Read(Stream stream, CancellationToken cancellationToken)
    {
        for (long all = 0; problem is null;)
        {
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
            {
                Line(buffer.AsSpan(0, filled));
                break;
            }

            var searched = filled;
            filled += read;
            all += read;
            TakeLines(searched, cancellationToken);
            if (all > bounds.MostBytes) problem ??= ReportErrors.TooLarge(bounds);
        }

        return report.Build(problem);
    }

    private void TakeLines(int searched, CancellationToken cancellationToken)
    {
        var begin = 0;
        while (problem is null && buffer.AsSpan(searched, filled - searched).IndexOf((byte)'\n') is >= 0 and var at)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                problem = ReportErrors.NotReadInTime(bounds);
                return;
            }

            Line(buffer.AsSpan(begin, searched + at - begin));
            begin = searched = searched + at + 1;
        }

        if (problem is not null) return;
        buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
        filled -= begin;
        if (filled > bounds.LongestLine) problem = ReportErrors.LongLine(lines + 1, bounds);
        else if (filled == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * buffer.Length, bounds.LongestLine + (64 * 1024)));
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        lines++;
        if (lines == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        line = line.Trim(" \t\r\0"u8);
        if (line.IsEmpty) return;
        if (line.Length > bounds.LongestLine) problem = ReportErrors.LongLine(lines, bounds);
        else if (lines > bounds.MostLines) problem = ReportErrors.TooManyLines(bounds);
        else if (!Utf8.IsValid(line)) Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line)));
        else Parse(line);
        if (report.StrangeCount > bounds.MostStrange) problem = ReportErrors.Unreadable(bounds, report.FirstStrange);
    }

    // Several values may stand in one line, where one was written without its end.
    private void Parse(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, s_json);
        try
        {
            while (json.Read())
            {
                using var value = JsonDocument.ParseValue(ref json);
                Add(value.RootElement);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            report.AddStrange(Encoding.UTF8.GetString(line));
        }
    }

    private void Add(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object || Text(line, "type") is not { } type || !IsUnderstood(type, line))
            report.AddStrange(line.GetRawText());
    }

    private bool IsUnderstood(string type, JsonElement line)
    {
        switch (type.ToLowerInvariant())
        {
            case "metric" when Text(line, "name") is { Length: > 0 } name && Number(line) is { } value:
                report.Add(new Metric(name, value, Text(line, "unit") ?? ""));
                return true;
            case "note" when Text(line, "text") is { } text:
                report.AddNote(text);
                return true;
            case "message" when Text(line, "text") is { } text:
                report.AddMessage(text);
                return true;
            case "trace" when Text(line, "text") is { } text:
                report.Trace = text;
                return true;
            case "outcome":
                var word = Text(line, "outcome");
                if (word is not null && OutcomeWord.Parse(word) is { } outcome)
                    report.Add(outcome, Text(line, "reason") ?? Text(line, "message") ?? "");
                else report.AddStrangeOutcome(word ?? line.GetRawText());
                return true;
            default:
                return false;
        }
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // A number that is too large for a double, NaN and Infinity keep to every limit, or to none: they are no measurement.
    private static double? Number(JsonElement line)
    {
        if (!line.TryGetProperty("value", out var value)) return null;
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when TryParse(value.GetString(), out var written) => written,
            _ => double.NaN,
        };
        return double.IsFinite(number) ? number : null;
    }

    private static bool TryParse(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
