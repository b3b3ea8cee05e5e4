using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>One of several ports of a step: <c>client=auto</c>.</summary>
/// <param name="Name">Its name: a letter, then letters, digits, <c>-</c> and <c>_</c>. The step sees the port <c>client</c> as
/// <c>PORT_CLIENT</c>.</param>
/// <param name="Choice">A number, or a free port of the host.</param>
public sealed partial record NamedPort(string Name, PortChoice Choice)
{
    /// <summary>Reads <c>client=5201</c> or <c>client=auto</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is not written so.</exception>
    public static NamedPort Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var choice] && IsName(name)
            ? new(name, PortChoice.Parse(choice))
            : throw new PlanException("SL1125", $"'{text}' is not a named port: write NAME=NUMBER or NAME=auto, as in client=auto. "
                + $"A name is a letter, then letters, digits, - and _.");
    }

    /// <summary>Reads <c>client=5201</c> or <c>client=auto</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is not written so.</exception>
    public static implicit operator NamedPort(string text) => Parse(text);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Choice}";

    internal static bool IsName(string text) => NameText().IsMatch(text);

    /// <summary>All ports of a step; the one without a name has an empty one.</summary>
    internal static ImmutableArray<NamedPort> Of(Step step) =>
        [.. step.Port is { } port ? [new("", port)] : Array.Empty<NamedPort>(), .. step.Ports];

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,99}$")]
    private static partial Regex NameText();
}
