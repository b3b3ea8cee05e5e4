using System.ComponentModel;

namespace StreamLib.Hosts;

/// <summary>Why a process could not be started on this machine.</summary>
/// <param name="Why">Why, without a full stop.</param>
/// <param name="WayOut">What to do about it, as a sentence.</param>
/// <param name="IsLimit">Whether a limit of this machine is reached, and the program itself is not to blame.</param>
internal sealed record StartFailure(string Why, string WayOut, bool IsLimit)
{
    private const int NoSuchFile = 2;
    private const int TooBig = 7;
    private const int TryAgain = 11;
    private const int NoMemory = 12;
    private const int NotAllowed = 13;
    private const int FilesOfSystem = 23;
    private const int FilesOfProcess = 24;

    /// <summary>Reads it from what the system says.</summary>
    public static StartFailure Of(Win32Exception e) => OperatingSystem.IsWindows() ? Plain(e) : e.NativeErrorCode switch
    {
        NoSuchFile => new("there is no such program", "Install it or put it on the PATH.", IsLimit: false),
        NotAllowed => new("this user is not allowed to run it", "Make it executable for this user.", IsLimit: false),
        TooBig => new(
            "its arguments and environment are too large (E2BIG): each is at most 128 KiB, all of them a quarter of the stack limit",
            "Put long text into a file or a script, and unset variables that are not needed.", IsLimit: true),
        FilesOfProcess => new(
            $"this process has as many open files as it is allowed (EMFILE){Limit("Max open files")}",
            "Raise the limit (ulimit -n), or run fewer streams at once.", IsLimit: true),
        FilesOfSystem => new(
            "this machine has as many open files as it allows (ENFILE)", "Raise fs.file-max, or close what holds them.", IsLimit: true),
        TryAgain => new(
            $"this user has as many processes as allowed, or the machine lacks memory (EAGAIN){Limit("Max processes")}",
            "Raise the limit (ulimit -u, or pids.max of the container), or run fewer streams at once.", IsLimit: true),
        NoMemory => new("this machine has not enough memory (ENOMEM)", "Run fewer streams at once, or give it more.", IsLimit: true),
        _ => Plain(e),
    };

    private static StartFailure Plain(Win32Exception e) => new(e.Message.TrimEnd('.'), "Check that it can be run by hand.", IsLimit: false);

    private static string Limit(string name)
    {
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..] ? $": {soft}" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // With no descriptor left it cannot be looked at either.
            return "";
        }
    }
}
