using System.Collections;
using System.Globalization;
using Microsoft.Build.Framework;
using StreamLib.Tasks;

namespace StreamLibTasksTests;

/// <summary>A build that consists of the tasks of one test: it keeps their log, and starts the sync server in this process when they ask for it.</summary>
internal sealed class MockEngine : IBuildEngine6, IDisposable
{
    private readonly List<(MessageImportance? Importance, string Line)> log = [];
    private readonly Dictionary<object, object> objects = [];
    private readonly Dictionary<string, string> globalProperties;
    private int yields;

    public MockEngine(params (string Name, string Value)[] globalProperties) =>
        this.globalProperties = globalProperties.ToDictionary(p => p.Name, p => p.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Errors and warnings as a console shows them.</summary>
    public IEnumerable<string> Problems => Lines(importance: null);

    /// <summary>The messages of this importance.</summary>
    public IEnumerable<string> Messages(MessageImportance importance) => Lines(importance);

    private readonly string build = Guid.NewGuid().ToString();

    public string ProjectFileOfTaskNode { get; init; } = "/src/Project A.csproj";

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 0;

    public int ColumnNumberOfTaskNode => 0;

    public bool IsRunningMultipleNodes => false;

    public int Yields => yields;

    public void LogErrorEvent(BuildErrorEventArgs e) => Add(null, $"{Place(e.File, e.LineNumber, e.ColumnNumber)}error {e.Code}: {e.Message}");

    public void LogWarningEvent(BuildWarningEventArgs e) => Add(null, $"{Place(e.File, e.LineNumber, e.ColumnNumber)}warning {e.Code}: {e.Message}");

    public void LogMessageEvent(BuildMessageEventArgs e) => Add(e.Importance, e.Message ?? "");

    public void LogCustomEvent(CustomBuildEventArgs e)
    {
    }

    public void LogTelemetry(string eventName, IDictionary<string, string> properties)
    {
    }

    public IReadOnlyDictionary<string, string> GetGlobalProperties() => globalProperties;

    public BuildEngineResult BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion, bool returnTargetOutputs)
    {
        removeGlobalProperties.ShouldHaveSingleItem().ShouldBe(this.globalProperties.Keys, ignoreOrder: true);
        if (targetNames is ["Invocation"]) return new BuildEngineResult(true,
            [new Dictionary<string, ITaskItem[]> { ["Invocation"] = [Items.Item(build)] }]);
        lock (objects)
        {
            if (objects.Count == 0) new ServeSync { BuildEngine = this }.Execute().ShouldBeTrue();
            return new BuildEngineResult(true, [new Dictionary<string, ITaskItem[]> { [targetNames.Single()] = [Items.Item(objects.Values.OfType<LivingServer>().Single().Door)] }]);
        }
    }

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection)
    {
        lifetime.ShouldBe(RegisteredTaskObjectLifetime.Build);
        objects.Add(key, obj);
    }

    public object GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => objects.GetValueOrDefault(key)!;

    public object UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public void Yield() => Interlocked.Increment(ref yields);

    public void Reacquire()
    {
    }

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) => throw new NotSupportedException();

    public bool BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) =>
        throw new NotSupportedException();

    /// <summary>Ends the build, as MSBuild does under <c>-mt</c>: several times at once.</summary>
    public void Dispose() => Parallel.ForEach(objects.Values.OfType<IDisposable>().SelectMany(o => Enumerable.Repeat(o, 3)), o => o.Dispose());

    private string Place(string? file, int line, int column) =>
        file == ProjectFileOfTaskNode ? "" : string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}({line},{column}): ");

    private void Add(MessageImportance? importance, string line)
    {
        lock (log) log.Add((importance, line));
    }

    private string[] Lines(MessageImportance? importance)
    {
        lock (log) return [.. log.Where(entry => entry.Importance == importance).Select(entry => entry.Line)];
    }
}
