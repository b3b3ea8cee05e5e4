using System.Globalization;

namespace StreamLib.Plans;

/// <summary>How many streams a role becomes: a number, or one for each host that no other stream has taken (<c>*</c>).</summary>
public sealed record StreamCount
{
    // Each takes some open files of this machine.
    private const int Most = 5000;

    private StreamCount(int? number) => Number = number;

    /// <summary>The number of streams; <c>null</c> for one for each remaining host.</summary>
    public int? Number { get; }

    /// <summary>A single stream, which keeps its name.</summary>
    public static StreamCount One { get; } = new(1);

    /// <summary>One stream for each remaining host; two when the run has no hosts, so that the role is still a role on one machine.</summary>
    public static StreamCount Remaining { get; } = new((int?)null);

    /// <summary>This many streams.</summary>
    /// <exception cref="PlanException"><paramref name="number"/> is less than one, or more than 5,000.</exception>
    public static StreamCount Of(int number) => number is > 0 and <= Most
        ? new(number)
        : throw new PlanException("SL1010", string.Create(CultureInfo.InvariantCulture, $"A role cannot have {number} streams: give a number from 1 to {Most}, or * for one on each remaining host."));

    /// <summary>Reads <c>3</c> or <c>*</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is neither.</exception>
    public static StreamCount Parse(string text) => text.Trim() == "*"
        ? Remaining
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Of(number)
            : throw new PlanException("SL1010", $"'{text}' is no count of streams: give a number from 1, or * for one on each remaining host.");

    /// <summary>Reads <c>3</c> or <c>*</c>.</summary>
    public static implicit operator StreamCount(string text) => Parse(text);

    /// <summary>This many streams.</summary>
    public static implicit operator StreamCount(int number) => Of(number);

    /// <inheritdoc/>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? "*";
}
