using System.Globalization;

namespace StreamLib.Plans;

/// <summary>What a run must have for a test to make sense.</summary>
public abstract record Requirement
{
    private Requirement()
    {
    }

    /// <summary>The run has at least so many hosts, <c>hosts>=3</c>; this machine alone is one.</summary>
    /// <param name="AtLeast">How many.</param>
    public sealed record Hosts(int AtLeast) : Requirement
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hosts>={AtLeast}");
    }

    /// <summary>A host of the inventory belongs to this group, <c>group:25g</c>: one of the run for a test, its own for a stream.</summary>
    /// <param name="Name">The group.</param>
    public sealed record Group(string Name) : Requirement
    {
        /// <inheritdoc/>
        public override string ToString() => $"group:{Name}";
    }

    /// <summary>The host has this program, <c>command:netperf</c>.</summary>
    /// <param name="Name">What a shell there finds by <c>command -v</c>.</param>
    public sealed record Command(string Name) : Requirement
    {
        /// <inheritdoc/>
        public override string ToString() => $"command:{Name}";
    }

    /// <summary>The user on the host is root, <c>root</c>.</summary>
    public sealed record Root : Requirement
    {
        /// <inheritdoc/>
        public override string ToString() => "root";
    }

    /// <summary>The host has this processor, <c>arch:arm64</c>.</summary>
    /// <param name="Name">As .NET or <c>uname -m</c> call it: <c>x64</c> or <c>x86_64</c>, <c>arm64</c> or <c>aarch64</c>…</param>
    public sealed record Architecture(string Name) : Requirement
    {
        /// <inheritdoc/>
        public override string ToString() => $"arch:{Name}";
    }

    /// <summary>Reads <c>hosts>=3</c>, <c>group:25g</c>, <c>command:netperf</c>, <c>root</c> or <c>arch:arm64</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is none of these.</exception>
    public static Requirement Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = text.Trim();
        if (word == "root") return new Root();
        if (word.StartsWith("hosts>=", StringComparison.Ordinal) && int.TryParse(word["hosts>=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return new Hosts(count);
        return word.Split(':', 2) switch
        {
            ["group", var name] when IsWord(name) => new Group(name),
            ["command", var name] when IsWord(name) => new Command(name),
            ["arch", var name] when IsWord(name) => new Architecture(name),
            _ => throw new PlanException("SL1083", $"'{text}' is nothing that a test can require: write hosts>=NUMBER, group:NAME, command:NAME, root or arch:NAME."),
        };
    }

    /// <summary>Reads <c>hosts>=3</c>, <c>group:25g</c>, <c>command:netperf</c>, <c>root</c> or <c>arch:arm64</c>.</summary>
    public static implicit operator Requirement(string text) => Parse(text);

    private static bool IsWord(string name) => name.Length > 0 && !name.Any(char.IsWhiteSpace);
}
