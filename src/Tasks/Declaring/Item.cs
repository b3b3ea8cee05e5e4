using System.Collections.Immutable;
using Microsoft.Build.Framework;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>An item of the project and its metadata; what cannot be read is noted as a gap that names the item.</summary>
/// <param name="type">The type of the item, as in <c>NestedTest</c>.</param>
/// <param name="item">The item.</param>
/// <param name="gaps">Where to note what is wrong.</param>
internal sealed class Item(string type, ITaskItem item, ICollection<ItemGap> gaps)
{
    private (int Line, int Column)? position;

    /// <summary>What it is called: what it includes, and of a script the name without its folder and its ending.</summary>
    public string Name => IsScript ? item.GetMetadata("Filename") : item.ItemSpec;

    /// <summary>Whether what it includes is a script that it runs: it names nothing else to run.</summary>
    public bool IsScript => type == "NestedTest" && item.GetMetadata("Extension").Length > 0 && ActionTerms.All.All(term => this[term.Name] is null);

    /// <summary>What it includes.</summary>
    public string Include => item.ItemSpec;

    /// <summary>The file that declares it; empty for an item that a target made.</summary>
    public string File => item.GetMetadata("DefiningProjectFullPath");

    /// <summary>Where it stands in <see cref="File"/>; zeros where that cannot be told.</summary>
    public (int Line, int Column) Position => position ??= ItemPosition.Of(type, item, File);

    /// <summary>A metadatum; <c>null</c> when it is not given.</summary>
    public string? this[string metadatum] => item.GetMetadata(metadatum) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The parts of a metadatum, separated by semicolons.</summary>
    public ImmutableArray<string> List(string metadatum) =>
        [.. Terms.List(this[metadatum] ?? "")];

    /// <summary>The parameters in <c>Params</c>.</summary>
    public ImmutableSortedDictionary<string, string> Parameters =>
        Read("Params", _ => ParameterText.Parse(List("Params"))) ?? ImmutableSortedDictionary<string, string>.Empty;

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
            Gap(metadatum, failure);
            return default;
        }
    }

    /// <summary>Notes metadata that it cannot have, and those that read like a slip of one that it has.</summary>
    public void CheckMetadata()
    {
        foreach (var given in Unknown())
        {
            if (ItemWords.Wrong(type, given) is { } wrong) Gap("SL5117", wrong, given);
        }
    }

    /// <summary>What is said of metadata that nothing reads: StreamLib has no such, and no file of the project mentions them.</summary>
    /// <param name="files">The files of the project.</param>
    public IEnumerable<PlanGap> Ignored(IReadOnlyCollection<string> files) =>
        from given in Unknown()
        where ItemWords.Wrong(type, given) is null && !ItemWords.IsOfOthers(given) && !ProjectFiles.Mention(files.Append(File), given)
        select new PlanGap("SL5130",
            $"{this}, {given}: StreamLib has no such metadatum, and the project reads it nowhere. It has {ItemWords.Of(type)}. A name "
            + $"of your own begins with _.");

    private IEnumerable<string> Unknown() =>
        item.MetadataNames.Cast<string>().Where(name => this[name] is not null && !ItemWords.Has(type, name)
            && !ItemPosition.IsInherited(type, name, File));

    /// <summary>Notes what is wrong with the item, or with one metadatum of it.</summary>
    public void Gap(string code, string message, string? metadatum = null) =>
        gaps.Add(new ItemGap(new PlanGap(code, $"{this}{(metadatum is null ? "" : $", {metadatum}")}: {message}"), this));

    /// <summary>Notes what cannot be read of the item, or of one metadatum of it.</summary>
    public void Gap(string? metadatum, PlanException wrong)
    {
        foreach (var gap in wrong.Gaps) Gap(gap.Code, gap.Message, metadatum);
    }

    public override string ToString() => $"{type} {Name}";
}
