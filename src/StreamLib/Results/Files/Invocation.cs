using System.Globalization;
using System.Text.RegularExpressions;
using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>What belongs together in a results folder: the jobs of one process, one build, or one script that says so. They are kept side
/// by side.</summary>
internal static partial class Invocation
{
    /// <summary>The environment variable that ties several processes together.</summary>
    public const string Variable = "STREAMLIB_INVOCATION";

    private static readonly string s_ofProcess = NewId();

    /// <summary>The invocation that this process belongs to.</summary>
    public static string Current => Environment.GetEnvironmentVariable(Variable) is { } given && !string.IsNullOrWhiteSpace(given)
        ? given.Trim() : s_ofProcess;

    /// <summary>A new one.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>The folders for the jobs of one invocation, in order: the folder itself, then <c>run-2</c> in it, and so on.</summary>
    public static IEnumerable<string> Folders(string folder) => Enumerable.Range(1, int.MaxValue)
        .Select(number => number == 1 ? folder : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"run-{number}")));

    /// <summary>Whether the job in a folder belongs to an invocation.</summary>
    public static bool Wrote(string? invocation, string folder) => invocation is not null && Of(folder) == Text(invocation);

    /// <summary>The folder that a job of an invocation would get.</summary>
    public static string NextFolder(string folder, string invocation) => Folders(folder).First(one => !Wrote(invocation, one));

    /// <summary>What the file <c>id</c> of a job holds.</summary>
    public static string IdText(string job, string? invocation) => invocation is null ? $"{job}\n" : $"{job}\n{Text(invocation)}\n";

    /// <summary>Whether a folder in that of a job is for a further job of the same invocation.</summary>
    public static bool IsFurther(string name) => FurtherPattern.IsMatch(name);

    private static string? Of(string folder)
    {
        try
        {
            return File.ReadLines(new ResultTree(folder).IdFile).Skip(1).FirstOrDefault();
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            return null;
        }
    }

    private static string Text(string invocation) => $"invocation {invocation.ReplaceLineEndings(" ")}";

    [GeneratedRegex("^run-[1-9][0-9]*$")]
    private static partial Regex FurtherPattern { get; }
}
