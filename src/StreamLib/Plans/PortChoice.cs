using System.Globalization;

namespace StreamLib.Plans;

/// <summary>The port that a step listens on: a number, or a free one that is picked on the step's host when it starts (<c>auto</c>).</summary>
public sealed record PortChoice
{
    private PortChoice(int? number) => Number = number;

    /// <summary>The port; <c>null</c> when a free one is picked.</summary>
    public int? Number { get; }

    /// <summary>A free port of the step's host.</summary>
    public static PortChoice Auto { get; } = new((int?)null);

    /// <summary>Reads <c>5201</c> or <c>auto</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is neither.</exception>
    public static PortChoice Parse(string text) => text.Trim() == "auto"
        ? Auto
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536
            ? new(number)
            : throw new PlanException("SL1011", $"'{text}' is no port: give a number from 1 to 65535, or auto for a free one.");

    /// <summary>Reads <c>5201</c> or <c>auto</c>.</summary>
    public static implicit operator PortChoice(string text) => Parse(text);

    /// <inheritdoc/>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? "auto";
}
