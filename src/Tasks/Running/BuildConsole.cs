using Microsoft.Build.Framework;

namespace StreamLib.Tasks;

/// <summary>Says what a person who watches a build wants to know, so that every logger shows it at its default verbosity.</summary>
/// <remarks>The terminal logger shows no message but those of a test run: of projects in which the target <c>_TestRunStart</c> has run, as
/// <c>dotnet test</c> runs it.</remarks>
internal sealed class BuildConsole(IBuildEngine engine)
{
    private const string OutputOfTests = "TLTESTOUTPUT";

    /// <summary>Says a line, or several that belong together.</summary>
    public void Say(string text) =>
        engine.LogMessageEvent(new ExtendedBuildMessageEventArgs(OutputOfTests, text, null, null, MessageImportance.High));
}
