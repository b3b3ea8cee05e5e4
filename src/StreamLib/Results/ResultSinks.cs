using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>The sinks that write the results of a job.</summary>
public static class ResultSinks
{
    /// <summary>The sinks for events.jsonl, the logs, results.json, JUnit and TRX, in the order in which they take an event.</summary>
    /// <remarks>They throw nothing when the disk refuses something: <see cref="ResultsFolder.Problems"/> then says what is missing.</remarks>
    /// <param name="folder">The folder of the job.</param>
    /// <param name="options">How often result files are written; by default <see cref="ResultFilesOptions.Default"/>.</param>
    public static IReadOnlyList<IEventSink> For(ResultsFolder folder, ResultFilesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var model = new RunModel();
        var logs = new JobLogs(folder.Tree, model, folder.Clock.LocalTimeZone, folder.Faults);
        var files = new ResultFiles(folder.Tree, model, folder.Faults, options ?? ResultFilesOptions.Default, folder.Clock);
        // What ends the attempts comes before those who begin the next one.
        return [new EventsFile(folder.Tree, folder.Faults), new EarlierAttempts(logs, files), model, logs, files];
    }
}
