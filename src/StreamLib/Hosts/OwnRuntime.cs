using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The .NET that this process runs on, as what can be sent to a host.</summary>
internal static class OwnRuntime
{
    // …/shared/Microsoft.NETCore.App/10.0.12/ ; a self-contained process has none of that.
    private static string? Root =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")) is var root && File.Exists(Path.Combine(root, "dotnet")) ? root : null;

    /// <summary>The <c>dotnet</c> of this machine; <c>null</c> when there is none.</summary>
    public static string? Muxer => Root is { } root ? Path.Combine(root, "dotnet") : null;

    /// <summary>What this machine is.</summary>
    public static async Task<HostRuntime> ProbeAsync(CancellationToken cancellationToken)
    {
        var (_, output, _) = await LocalProcess.RunAsync(HostSpec.Local, ["/bin/sh", "-c", $"_sl_dotnet=\n{Scripts.Runtime}"], cancellationToken).ConfigureAwait(false);
        return HostRuntime.Parse(output);
    }

    /// <summary>The files that run an application, and what they are called in a folder of their own; <c>null</c> when this machine does not have them all.</summary>
    public static IReadOnlyList<(string Name, string Path)>? For(ImmutableArray<Framework> needed)
    {
        if (Root is not { } root || Newest(Path.Combine(root, "host", "fxr"), _ => true) is not { } fxr)
            return null;

        var parts = new List<(string, string)> { ("dotnet", Path.Combine(root, "dotnet")), ($"host/fxr/{Path.GetFileName(fxr)}", fxr) };
        // All others stand on this one, whether they name it or not.
        var basis = new Framework("Microsoft.NETCore.App", new Version(0, 0)) { RollsForward = true };
        foreach (var framework in needed.Any(f => f.Name == basis.Name) ? needed : needed.Add(basis))
        {
            if (Newest(Path.Combine(root, "shared", framework.Name), version => version.Serves(framework)) is not { } folder)
                return null;
            parts.Add(($"shared/{framework.Name}/{Path.GetFileName(folder)}", folder));
        }

        return parts;
    }

    private static string? Newest(string folder, Func<Framework, bool> serves) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder)
            .Select(path => (Path: path, Framework: Framework.Parse(Path.GetFileName(folder), Path.GetFileName(path))))
            .Where(f => serves(f.Framework)).OrderByDescending(f => f.Framework.Version).Select(f => f.Path).FirstOrDefault()
        : null;
}
