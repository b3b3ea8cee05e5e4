using System.ComponentModel;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using StreamLib.Hosts;

namespace StreamLib.Cli.Running;

/// <summary>A test application, as a file.</summary>
internal static class Application
{
    private const string Library = "StreamLib.TestApplication";

    /// <summary>Finds the test application that is meant.</summary>
    /// <param name="given">What was written; <c>null</c> for that of the project in the current folder.</param>
    /// <exception cref="ToolException">There is none, or more than one.</exception>
    public static string Find(string? given)
    {
        if (given is not null)
        {
            if (!File.Exists(given)) throw new ToolException("SL4110", $"There is no test application {given}: build it, and give its main assembly, as in bin/Debug/net10.0/NetperfTests.dll.");
            return File.Exists(Path.ChangeExtension(given, ".runtimeconfig.json")) && IsOne(given) ? Path.GetFullPath(given)
                : throw new ToolException("SL4110", $"{given} is no test application: give the main assembly of an executable project that uses {Library}, as in bin/Debug/net10.0/NetperfTests.dll.");
        }

        var found = In(Environment.CurrentDirectory);
        return found switch
        {
            [var only] => only,
            [] => throw new ToolException("SL4110", $"No test application is given, and none was built in {Environment.CurrentDirectory}: build the project here, or give --application APP.dll."),
            _ => throw new ToolException("SL4111", $"There are {found.Length} test applications in {Environment.CurrentDirectory}: give one of them with --application:{string.Concat(found.Select(f => $"\n  {Path.GetRelativePath(Environment.CurrentDirectory, f)}"))}"),
        };
    }

    /// <summary>Whether a word names the main assembly of an application.</summary>
    public static bool IsNamed(string word) => word.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs it in the foreground: it has this terminal, these signals, and ends with this process, however that ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ToolException">It cannot be started.</exception>
    public static async Task<int> RunAsync(string application, IEnumerable<string> arguments, bool lifeline)
    {
        // The tool may be started by another dotnet than the one in the path.
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        using var process = new ForegroundProcess([dotnet, application, .. arguments, .. lifeline ? ["--lifeline"] : Array.Empty<string>()], lifeline);
        try
        {
            return await process.RunAsync().ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            var failure = StartFailure.Of(e);
            throw new ToolException(
                "SL4112", $"The test application {application} cannot be started by {dotnet}: {failure.Why}. {failure.WayOut}")
            {
                ExitCode = ExitCode.Unreachable,
            };
        }
    }

    // The output of a build, or of a publish: what stands beside a file that says how it is started.
    private static string[] In(string folder)
    {
        var bin = Path.Combine(folder, "bin");
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 5, IgnoreInaccessible = true };
        return [.. Directory.EnumerateFiles(folder, "*.runtimeconfig.json")
            .Concat(Directory.Exists(bin) ? Directory.EnumerateFiles(bin, "*.runtimeconfig.json", everywhere) : [])
            .Select(file => file[..^".runtimeconfig.json".Length] + ".dll")
            .Where(IsOne)
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsOne(string file)
    {
        if (!File.Exists(file) || Path.GetFileName(file) == "dotnet-streams.dll") return false;
        try
        {
            using var assembly = new PEReader(File.OpenRead(file));
            if (!assembly.HasMetadata) return false;
            var metadata = assembly.GetMetadataReader();
            return metadata.AssemblyReferences.Any(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name) == Library);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
