using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>When a background step is ready for those that need it.</summary>
public abstract record Readiness
{
    private Readiness()
    {
    }

    /// <summary>A socket listens on the host; nothing connects to it.</summary>
    /// <param name="Number">The port; <c>null</c> for a port of the step.</param>
    public sealed record Port(int? Number = null) : Readiness
    {
        /// <summary>Which of several ports of the step is meant; <c>null</c> for its <see cref="Step.Port"/>, or its only one.</summary>
        public string? Name { get; init; }

        /// <inheritdoc/>
        public override string ToString() =>
            Number is { } n ? string.Create(CultureInfo.InvariantCulture, $"port {n}") : Name is null ? "port" : $"port {Name}";
    }

    /// <summary>A line of the step's output, of either stream, matches.</summary>
    /// <param name="Pattern">A .NET regular expression.</param>
    public sealed record Output(string Pattern) : Readiness
    {
        /// <inheritdoc/>
        public override string ToString() => $"output {Pattern}";
    }

    /// <summary>A file exists on the host.</summary>
    /// <param name="Path">Its path; a relative one starts at the step's working folder.</param>
    public sealed record File(string Path) : Readiness
    {
        /// <inheritdoc/>
        public override string ToString() => $"file {Path}";
    }

    /// <summary>A GET on the host answers with a status from 200 to 399 within 5 seconds. It goes to the host of the URL itself: without a
    /// proxy and without the user's configuration of curl or wget. Redirects are not followed, the body is not looked at, and neither is
    /// the certificate of https.</summary>
    /// <param name="Url">The address as the host sees it; <c>$PORT</c> in it is the port of the step, <c>$PORT_NAME</c> one of
    /// several.</param>
    public sealed record Http(string Url) : Readiness
    {
        /// <inheritdoc/>
        public override string ToString() => $"http {Url}";
    }

    /// <summary>Reads <c>port</c>, <c>port 5201</c>, <c>port NAME</c>, <c>output REGEX</c>, <c>file PATH</c> or <c>http URL</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is none of these, or REGEX is not a valid regular expression.</exception>
    public static Readiness Parse(string text)
    {
        var words = text.Trim().Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            ["port"] => new Port(),
            ["port", var n] when int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 => new Port(number),
            ["port", var name] when NamedPort.IsName(name) => new Port { Name = name },
            ["output", var pattern] => new Output(Checked(pattern)),
            ["file", var path] => new File(path),
            ["http", var url] when url.StartsWith("http://", StringComparison.Ordinal) || url.StartsWith("https://", StringComparison.Ordinal) => new Http(url),
            _ => throw new PlanException("SL1012", $"'{text}' is no readiness gate: write port, port NUMBER, port NAME, output "
                + $"REGEX, file PATH or http URL."),
        };
    }

    /// <summary>Reads <c>port</c>, <c>port 5201</c>, <c>port NAME</c>, <c>output REGEX</c>, <c>file PATH</c> or <c>http URL</c>.</summary>
    public static implicit operator Readiness(string text) => Parse(text);

    /// <summary>The pattern that matches exactly <paramref name="text"/>.</summary>
    internal static string Literally(string text) => string.Concat(text.Select(c => @"\*+?|{[()^$.".Contains(c) ? $"\\{c}" : $"{c}"));

    private static string Checked(string pattern)
    {
        try
        {
            _ = Regex.IsMatch("", pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            return pattern;
        }
        catch (RegexParseException e)
        {
            var end = $"at offset {e.Offset}. ";
            var at = e.Message.IndexOf(end, StringComparison.Ordinal);
            var why = (at < 0 ? e.Message : e.Message[(at + end.Length)..]).TrimEnd('.');
            throw new PlanException("SL1175", FormattableString.Invariant(
                $"'{pattern}' is not a valid regular expression: {why}, at position {e.Offset}. To match it as text, write ")
                + $"'output {Literally(pattern)}'.");
        }
    }
}
