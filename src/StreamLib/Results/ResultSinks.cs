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
        return
        [
            new EventsFile(folder.Tree, folder.Faults),
            model,
            new JobLogs(folder.Tree, model, folder.Clock.LocalTimeZone, folder.Faults),
            new ResultFiles(folder.Tree, model, folder.Faults, options ?? ResultFilesOptions.Default, folder.Clock),
        ];
    }
}
