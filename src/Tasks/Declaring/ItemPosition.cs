using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;

namespace StreamLib.Tasks;

/// <summary>Finds the element that declares an item: MSBuild tells tasks the file alone.</summary>
internal static class ItemPosition
{
    /// <summary>The line and the column of the element; zeros when none of the file, or more than one, can have made the item.</summary>
    public static (int Line, int Column) Of(string type, ITaskItem item, string file)
    {
        XElement[] elements = [.. Elements(type, file).Where(e => Includes(e).Contains(item.ItemSpec, StringComparer.Ordinal))];
        if (elements.Length > 1) elements = [.. elements.Where(e => Metadata(e).All(m => item.GetMetadata(m.Name) == m.Value))];
        // As MSBuild counts: from the bracket, not from the name behind it.
        return elements is [IXmlLineInfo only] ? (only.LineNumber, only.LinePosition - 1) : default;
    }

    /// <summary>Whether an item has a metadatum from the items that it was made of, as in <c>Include="@(TestStream)"</c>: the file makes some so, and writes the metadatum on none.</summary>
    public static bool IsInherited(string type, string metadatum, string file)
    {
        var elements = Elements(type, file);
        return Array.Exists(elements, e => Includes(e).Any(include => include.StartsWith("@(", StringComparison.Ordinal)))
            && !elements.SelectMany(Written).Any(name => string.Equals(name, metadatum, StringComparison.OrdinalIgnoreCase));
    }

    private static XElement[] Elements(string type, string file) => [.. ProjectFiles.Elements(file).Where(e => e.Name.LocalName == type)];

    private static IEnumerable<string> Written(XElement element) => element.Attributes().Select(a => a.Name.LocalName).Concat(element.Elements().Select(e => e.Name.LocalName));

    private static string[] Includes(XElement element) =>
        ((string?)element.Attribute("Include") ?? "").Split(';', StringSplitOptions.TrimEntries);

    // What MSBuild evaluates first cannot be compared.
    private static IEnumerable<(string Name, string Value)> Metadata(XElement element) =>
        element.Attributes().Where(a => a.Name.LocalName is not ("Include" or "Condition")).Select(a => (a.Name.LocalName, a.Value))
            .Concat(element.Elements().Select(e => (e.Name.LocalName, e.Value)))
            .Where(m => !m.Value.Contains('$', StringComparison.Ordinal) && !m.Value.Contains('@', StringComparison.Ordinal) && !m.Value.Contains('%', StringComparison.Ordinal));
}
