using System.Globalization;

namespace StreamLib.Shared;

/// <summary>The <c>dotnet</c> process that started this one to run a tool, as <c>dotnet cake</c> does.</summary>
/// <remarks>It hands on SIGTERM, but a SIGKILL or a SIGHUP ends it alone: what it started must look for itself.</remarks>
internal sealed class Launcher
{
    private readonly int id;

    private Launcher(int id) => this.id = id;

    /// <summary>The launcher of this process; <c>null</c> when something else started it, or where that cannot be seen.</summary>
    public static Launcher? OfThisProcess()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var parent = ParentOfThisProcess();
        try
        {
            var words = File.ReadAllText($"/proc/{parent}/cmdline").Split('\0');
            return Path.GetFileNameWithoutExtension(words[0]) is "dotnet" or "dnx" ? new Launcher(parent) : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether it has gone.</summary>
    public bool HasEnded => ParentOfThisProcess() != id;

    // The fields after the name, which is in parentheses and may hold anything: state, parent.
    private static int ParentOfThisProcess()
    {
        var status = File.ReadAllText("/proc/self/stat");
        return int.Parse(status.AsSpan(status.LastIndexOf(')') + 2).ToString().Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
