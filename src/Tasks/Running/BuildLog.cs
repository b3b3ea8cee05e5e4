using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Events;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>Tells the log of the build what happens in a run: tests as important messages, streams and what they measure as ordinary ones, what commands write as unimportant ones.</summary>
/// <remarks>Nothing of it is an error or a warning of the build: how the run ended is told when it has.</remarks>
internal sealed class BuildLog(TaskLoggingHelper log) : IEventSink
{
    private readonly LogLines lines = new();

    public void OnEvent(RunEvent runEvent)
    {
        // The text is an argument and no format: it may hold braces.
        foreach (var line in lines.Of(runEvent)) log.LogMessage(ImportanceOf(runEvent, line), "{0}", $"{line.Label} | {line.Text}");
    }

    public void Dispose()
    {
    }

    private static MessageImportance ImportanceOf(RunEvent runEvent, LogLine line) => runEvent switch
    {
        TestStarted => MessageImportance.High,
        OutputWritten => MessageImportance.Low,
        _ => line.Level == LogLevel.Detail ? MessageImportance.Low : MessageImportance.Normal,
    };
}
