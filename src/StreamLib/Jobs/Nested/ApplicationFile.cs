using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The file that a nested test class is started from: the main assembly of a test application, or a program of one file.</summary>
internal static class ApplicationFile
{
    private const string Library = "StreamLib.TestApplication";
    private static readonly ConcurrentDictionary<(string Path, DateTime Written), bool> s_known = new();

    /// <summary>The file of an assembly of this process; empty when it has none and is not the program itself.</summary>
    public static string Of(Assembly assembly) =>
        assembly.Location.Length > 0 ? assembly.Location
        : assembly == Assembly.GetEntryAssembly() ? Environment.ProcessPath ?? ""
        : "";

    /// <summary>Whether the file is started by itself, not by <c>dotnet</c>.</summary>
    public static bool IsProgram(string path) => !path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is started for it: of a self-contained application, which has its own .NET, the program beside it.</summary>
    public static string Started(string path) =>
        !IsProgram(path) && IsSelfContained(path) && File.Exists(Path.ChangeExtension(path, null))
            ? Path.ChangeExtension(path, null)
            : path;

    /// <summary>Why a class cannot be started from the file; <c>null</c> when it can, or when the file cannot be looked into.</summary>
    public static PlanGap? Gap(string path, string testClass) =>
        IsTestApplication(path) ? null : NoApplication(Path.GetFileNameWithoutExtension(path), testClass);

    /// <summary>The same for the assembly of a class in this process.</summary>
    public static PlanGap? Gap(Assembly assembly, string testClass)
    {
        var own = Of(assembly);
        var serves = assembly.EntryPoint is not null && own.Length > 0
            && (assembly.Location.Length > 0 ? IsTestApplication(own) : assembly.GetReferencedAssemblies().Any(a => a.Name == Library));
        return serves ? null : NoApplication(assembly.GetName().Name, testClass, ", or run the test with JobOptions.InProcess");
    }

    private static PlanGap NoApplication(string? name, string testClass, string orElse = "") => new(
        "SL1034",
        $"{name} is not a test application, so its class {testClass} cannot run in a process of its own. "
        + "Put the class into an executable project whose Main is "
        + $"'return await TestApplication.RunAsync(args);'{orElse}.");

    // The library may be called by another assembly of the application.
    private static bool IsTestApplication(string path)
    {
        if (!File.Exists(path)) return true;
        var key = (path, File.GetLastWriteTimeUtc(path));
        return s_known.GetOrAdd(key, static file => Calls(file.Path, Path.GetDirectoryName(file.Path)!, []));
    }

    private static bool Calls(string path, string folder, HashSet<string> seen)
    {
        foreach (var name in ReferencesOf(path))
        {
            if (name is null or Library) return true;
            if (IsOfOthers(name) || !seen.Add(name)) continue;
            if (Path.Combine(folder, $"{name}.dll") is var file && File.Exists(file) && Calls(file, folder, seen)) return true;
        }

        return false;
    }

    private static bool IsOfOthers(string name) =>
        name is "StreamLib" or "mscorlib" or "netstandard"
        || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    // One that is null stands for a file that cannot be looked into: the process itself will say what it is.
    private static List<string?> ReferencesOf(string path)
    {
        try
        {
            using var assembly = new PEReader(File.OpenRead(path));
            if (!assembly.HasMetadata) return [null];
            var metadata = assembly.GetMetadataReader();
            return [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))];
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            return [null];
        }
    }

    private static bool IsSelfContained(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(path, ".runtimeconfig.json")));
            return json.RootElement.TryGetProperty("runtimeOptions", out var options)
                && options.TryGetProperty("includedFrameworks", out _);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
