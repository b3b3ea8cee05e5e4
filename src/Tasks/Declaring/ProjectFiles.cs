using System.Collections.Concurrent;
using System.Xml;
using System.Xml.Linq;

namespace StreamLib.Tasks;

/// <summary>Reads the files of a project as they are written: MSBuild tells tasks only what it made of them.</summary>
internal static class ProjectFiles
{
    private static readonly ConcurrentDictionary<string, (DateTime Written, XElement[] Elements)> s_read = new(StringComparer.Ordinal);

    /// <summary>A project file, and the nearest Directory.Build.props and Directory.Build.targets.</summary>
    /// <param name="project">The project file.</param>
    public static IEnumerable<string> Around(string project)
    {
        if (!File.Exists(project)) yield break;
        yield return project;
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets"])
        {
            for (var folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (!File.Exists(Path.Combine(folder, name))) continue;
                yield return Path.Combine(folder, name);
                break;
            }
        }
    }

    /// <summary>All elements of a file; none of one that cannot be read: what is said of an item does without its place then.</summary>
    /// <param name="file">The file.</param>
    public static XElement[] Elements(string file)
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(file);
            if (s_read.TryGetValue(file, out var known) && known.Written == written) return known.Elements;
            XElement[] elements = [.. XDocument.Load(file, LoadOptions.SetLineInfo).Descendants()];
            s_read[file] = (written, elements);
            return elements;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Whether one of these files refers to a metadatum, as in <c>%(Owner)</c> or <c>WithMetadataValue('Owner',
    /// …)</c>.</summary>
    /// <param name="files">The files.</param>
    /// <param name="metadatum">The metadatum.</param>
    public static bool Mention(IEnumerable<string> files, string metadatum) =>
        files.Where(file => file.Length > 0).Distinct(StringComparer.Ordinal).SelectMany(Elements)
            .SelectMany(element => element.Attributes().Select(a => a.Value).Concat(element.HasElements ? [] : [element.Value]))
            .Any(text => text.Contains($"%({metadatum})", StringComparison.OrdinalIgnoreCase)
                || text.Contains($".{metadatum})", StringComparison.OrdinalIgnoreCase)
                || text.Contains($"'{metadatum}'", StringComparison.OrdinalIgnoreCase));

    /// <summary>Where an element or an attribute stands, as MSBuild counts.</summary>
    /// <param name="file">The file.</param>
    /// <param name="written">The element or the attribute.</param>
    public static Place PlaceOf(string file, XObject written)
    {
        var line = (IXmlLineInfo)written;
        // From the bracket, not from the name behind it.
        return line.HasLineInfo() ? new(file, line.LineNumber, line.LinePosition - (written is XElement ? 1 : 0)) : new(file, 0, 0);
    }
}
