using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Events;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>Tells the log of the build what happens in a run: tests, and who waits for whom, as important messages, streams and what they
/// measure as ordinary ones, what commands write as unimportant ones.</summary>
/// <remarks>Nothing of it is an error or a warning of the build: how the run ended is told when it has.</remarks>
internal sealed class BuildLog(TaskLoggingHelper log, BuildConsole console) : IEventSink
{
    private readonly LogLines lines = new();

    public void OnEvent(RunEvent runEvent)
    {
        // The text is an argument and no format: it may hold braces.
        foreach (var line in lines.Of(runEvent))
        {
            var text = $"{line.Label} | {line.Text}";
            if (ImportanceOf(runEvent, line) is var importance && importance == MessageImportance.High) console.Say(text);
            else log.LogMessage(importance, "{0}", text);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Whether a line says who waits for whom, which a person who watches has to see: nothing else may follow for long.</summary>
    /// <param name="text">The line.</param>
    public static bool IsOfWaits(string text) => text.Contains(" has waited for ", StringComparison.Ordinal);

    private static MessageImportance ImportanceOf(RunEvent runEvent, LogLine line) => runEvent switch
    {
        TestStarted => MessageImportance.High,
        LogWritten { Source: LogSource.Sync } sync when IsOfWaits(sync.Text) => MessageImportance.High,
        OutputWritten => MessageImportance.Low,
        _ => line.Level == LogLevel.Detail ? MessageImportance.Low : MessageImportance.Normal,
    };
}
