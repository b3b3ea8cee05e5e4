using System.Collections;
using System.Reflection;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;

namespace StreamLib.Tasks;

/// <summary>The build that a project is a part of: itself alone, a solution, or what another project builds.</summary>
internal sealed class BuildOfProject(IBuildEngine engine)
{
    private const string Projects = "_StreamOtherProjects";
    private static readonly string s_asking = Path.Combine(AppContextFolder, "StreamLib.Tasks.OtherProjects.proj");

    /// <summary>Whether nobody but the user asked for the project: there is no other one in the build.</summary>
    /// <remarks>MSBuild tells no task who asked. Where it cannot be seen, the answer is no.</remarks>
    public bool IsAlone => Solution is null && !IsGraph && IsRoot();

    /// <summary>The tests that the other projects of the same solution declare; <c>null</c> when it is built for no solution.</summary>
    public ITaskItem[]? TestsOfSolution()
    {
        if (Solution is not { } solution) return null;
        string[] others = [.. ProjectsOf(solution)
            .Where(project => !string.Equals(project, engine.ProjectFileOfTaskNode, StringComparison.Ordinal))];
        if (others.Length == 0) return [];
        var answer = ((IBuildEngine6)engine).BuildProjectFilesInParallel(
            [s_asking], ["Ask"], [new Hashtable { [Projects] = string.Join(';', others.Select(Escaped)) }], [new List<string>()], [null!],
                returnTargetOutputs: true);
        return answer.Result && answer.TargetOutputsPerProject is [var outputs] && outputs.TryGetValue("Ask", out var tests) ? tests : null;
    }

    private static string AppContextFolder => Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;

    private string? Solution => Global("CurrentSolutionConfigurationContents");

    private bool IsGraph => Global("IsGraphBuild") is "true";

    private string? Global(string property) =>
        (engine as IBuildEngine6)?.GetGlobalProperties().FirstOrDefault(p => string.Equals(p.Key, property,
            StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } value ? value : null;

    private static string[] ProjectsOf(string solution)
    {
        try
        {
            return [.. XElement.Parse(solution).Elements()
                .Where(project => (string?)project.Attribute("BuildProjectInSolution") is null or "True" or "true")
                .Select(project => (string?)project.Attribute("AbsolutePath"))
                .OfType<string>()
                .Where(File.Exists)];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private static string Escaped(string path) =>
        string.Concat(path.Select(c => "%*?@$();'".Contains(c, StringComparison.Ordinal) ? FormattableString.Invariant($"%{(int)c:x2}")
            : c.ToString()));

    private bool IsRoot()
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        try
        {
            object? Of(object? of, string field, string property) =>
                of?.GetType().GetField(field, Any)?.GetValue(of) ?? of?.GetType().GetProperty(property, Any)?.GetValue(of);
            var request = Of(Of(engine, "_requestEntry", "RequestEntry"), "_request", "Request");
            return Of(request, "_isRootRequest", "IsRootRequest") is true;
        }
        catch (Exception e) when (e is TargetInvocationException or AmbiguousMatchException)
        {
            return false;
        }
    }
}
