using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>Where the results of the tests of a project lie, so that no other project, target framework or call of the same build
/// replaces them.</summary>
/// <remarks>See docs/decisions/0016.</remarks>
internal static class ResultsPlace
{
    private const string Marker = ".project";

    // A target without properties of its own is built once in a build, on whatever node.
    private static readonly string s_project = Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, null) + ".SyncServer.proj";

    /// <summary>The folder for the tests of a project.</summary>
    /// <param name="shared">The folder as it is given.</param>
    /// <param name="project">The project file.</param>
    /// <param name="own">The folder of the project, which no other has.</param>
    /// <param name="framework">The target framework where the project can have several; <c>null</c> where it has one.</param>
    public static string Of(string shared, string project, string own, string? framework)
    {
        var folder = Path.GetFullPath(shared);
        if (!IsIn(folder, own)) folder = OfProject(folder, project);
        // That of the intermediate output is in the path already.
        return framework is null || folder.Split(Path.DirectorySeparatorChar).Contains(framework) ? folder
            : Path.Combine(folder, framework);
    }

    /// <summary>What the build is called in which a task runs: the same for all its projects, on all its nodes.</summary>
    /// <returns>The name; <c>null</c> where none can be had, as in a test of the task alone.</returns>
    public static string? InvocationOf(IBuildEngine engine)
    {
        if (engine is not IBuildEngine6 build || !File.Exists(s_project)) return null;
        var properties = build.GetGlobalProperties().Keys.ToArray();
        var built = build.BuildProjectFilesInParallel([s_project], ["Invocation"], [new Hashtable()], [properties], [null!],
            returnTargetOutputs: true);
        return built.Result && built.TargetOutputsPerProject is [var outputs] && outputs.TryGetValue("Invocation",
            out var items) && items is [var id]
            ? id.ItemSpec
            : null;
    }

    // Projects of one name in several folders: the first has the plain name.
    private static string OfProject(string shared, string project)
    {
        var folder = Path.Combine(shared, Path.GetFileNameWithoutExtension(project));
        if (IsOf(folder, project)) return folder;
        return $"{folder}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..6]}";
    }

    private static bool IsOf(string folder, string project)
    {
        Directory.CreateDirectory(folder);
        var marker = Path.Combine(folder, Marker);
        var own = Path.Combine(folder, $"{Marker}-{Guid.NewGuid():N}");
        try
        {
            // Whole or not at all: another project may look at the same time.
            File.WriteAllText(own, project);
            File.Move(own, marker, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(marker))
        {
            File.Delete(own);
            return File.ReadAllText(marker) == project;
        }
    }

    private static bool IsIn(string folder, string parent) =>
        $"{folder}{Path.DirectorySeparatorChar}".StartsWith($"{Path.TrimEndingDirectorySeparator(parent)}{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal);
}
