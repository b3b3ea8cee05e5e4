using System.Collections.Immutable;
using Microsoft.Build.Framework;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>An item of the project and its metadata; what cannot be read is noted as a gap that names the item.</summary>
/// <param name="type">The type of the item, as in <c>NestedTest</c>.</param>
/// <param name="item">The item.</param>
/// <param name="gaps">Where to note what is wrong.</param>
internal sealed class Item(string type, ITaskItem item, ICollection<PlanGap> gaps)
{
    public string Name => item.ItemSpec;

    /// <summary>A metadatum; <c>null</c> when it is not given.</summary>
    public string? this[string metadatum] => item.GetMetadata(metadatum) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The parts of a metadatum, separated by semicolons.</summary>
    public ImmutableArray<string> List(string metadatum) =>
        [.. (this[metadatum] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>The parameters in <c>Params</c>.</summary>
    public ImmutableSortedDictionary<string, string> Parameters =>
        Read("Params", _ => ParameterText.Parse(List("Params"))) ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether a metadatum is <c>true</c>; not given is <c>false</c>.</summary>
    public bool Flag(string metadatum) => this[metadatum]?.ToUpperInvariant() switch
    {
        null or "FALSE" => false,
        "TRUE" => true,
        _ => Gap("SL5115", $"'{this[metadatum]}' is neither true nor false.", metadatum),
    };

    /// <summary>Reads a metadatum; the default value when it is not given or cannot be read.</summary>
    public T? Read<T>(string metadatum, Func<string, T> parse)
    {
        if (this[metadatum] is not { } text) return default;
        try
        {
            return parse(text);
        }
        catch (PlanException failure)
        {
            Gap(failure.Code, failure.Message, metadatum);
            return default;
        }
    }

    /// <summary>Notes what is wrong with the item, or with one metadatum of it.</summary>
    public bool Gap(string code, string message, string? metadatum = null)
    {
        gaps.Add(new PlanGap(code, $"{this}{(metadatum is null ? "" : $", {metadatum}")}: {message}"));
        return false;
    }

    public override string ToString() => $"{type} {Name}";
}
