using System.Collections.Immutable;
using System.Globalization;
using System.Xml;

namespace StreamLib.Results;

/// <summary>The lines of a JUnit file that name the files of a case, in the form that CI systems read: <c>[[ATTACHMENT|PATH]]</c>.
/// </summary>
/// <param name="root">What the paths start at.</param>
/// <param name="areNamesUnique">Whether no two files of a class may have the same name: Jenkins keeps only one of those.</param>
internal sealed class AttachmentTags(string root, bool areNamesUnique)
{
    private const int MostOfFailed = 20;
    // Readers keep few characters of a case that passed.
    private const int LongestOfPassed = 450;
    private readonly Dictionary<string, HashSet<string>> names = new(StringComparer.Ordinal);

    /// <summary>Those for the CI system that this process runs in: GitLab starts at the folder of the project, Jenkins at the workspace,
    /// others at the folder of the file.</summary>
    /// <param name="results">The folder of the file.</param>
    /// <param name="variable">Gives the value of an environment variable, or <c>null</c>.</param>
    public static AttachmentTags For(string results, Func<string, string?> variable)
    {
        if (IsSet("GITLAB_CI") && Holds(variable("CI_PROJECT_DIR"))) return new(variable("CI_PROJECT_DIR")!, areNamesUnique: false);
        return new(IsSet("JENKINS_URL") && Holds(variable("WORKSPACE")) ? variable("WORKSPACE")! : results, areNamesUnique: true);

        bool IsSet(string name) => !string.IsNullOrEmpty(variable(name));
        bool Holds(string? folder) => Path.IsPathFullyQualified(folder ?? "") && IsBelow(Path.GetRelativePath(folder!, results));
    }

    /// <summary>The lines for a case: a note when not all of its files are named, and a line for each of the others.</summary>
    public ImmutableArray<string> Of(ResultCase test)
    {
        var files = test.Attachments.Where(f => OutputFiles.HasContent(f) && IsWritable(f)).ToArray();
        var tags = ImmutableArray.CreateBuilder<string>();
        var length = 0;
        foreach (var file in files)
        {
            var tag = $"[[ATTACHMENT|{Relative(areNamesUnique ? Unique(test, file) : file)}]]";
            length += tag.Length + 1;
            var isFull = test.Verdict is Verdict.Failed or Verdict.Error ? tags.Count == MostOfFailed : length > LongestOfPassed;
            if (isFull && tags.Count > 0) break;
            tags.Add(tag);
        }

        return tags.Count == files.Length
            ? tags.ToImmutable()
            : [LeftOut(files.Length - tags.Count, Relative(Path.GetDirectoryName(files[^1])!)), .. tags];
    }

    /// <summary>What a case says of files that are not named.</summary>
    public static string LeftOut(int count, string folder) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} more {(count == 1 ? "file" : "files")}, not attached here: see {folder}");

    // What would end the tag, or cannot stand in the file.
    private static bool IsWritable(string file) =>
        !file.Contains("]]", StringComparison.Ordinal) && file.All(c => c is not ('\n' or '\r') && XmlConvert.IsXmlChar(c));

    private static bool IsBelow(string relative) =>
        relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);

    private string Relative(string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    // A link beside the file, with the name of the case.
    private string Unique(ResultCase test, string file)
    {
        if (!names.TryGetValue(test.ClassName, out var used)) used = names[test.ClassName] = new(StringComparer.OrdinalIgnoreCase);
        var (folder, name) = (Path.GetDirectoryName(file)!, Path.GetFileName(file));
        if (used.Add(name)) return file;
        var start = CaseNames.Part(test.Name);
        var other = $"{start}-{name}";
        for (var number = 2; !used.Add(other); number++) other = string.Create(CultureInfo.InvariantCulture, $"{start}-{number}-{name}");
        var link = Path.Combine(folder, other);
        try
        {
            if (new FileInfo(link).LinkTarget != name) File.CreateSymbolicLink(link, name);
            return link;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return file;
        }
    }
}
