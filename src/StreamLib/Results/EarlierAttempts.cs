using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>Puts the files of an attempt aside when the next one starts, so that the usual places hold the attempt that counts, and nothing of the others is lost.</summary>
internal sealed class EarlierAttempts(JobLogs logs, ResultFiles files) : IEventSink
{
    /// <summary>Moves all that an attempt left in the folder of its test to a folder of its own in there.</summary>
    public static void PutAside(ResultTree tree, string test, int attempt, ResultProblems problems)
    {
        var folder = tree.TestFolder(test);
        var aside = tree.AttemptFolder(test, attempt);
        try
        {
            if (!Directory.Exists(folder)) return;
            Directory.CreateDirectory(aside);
            foreach (var entry in Directory.GetFileSystemEntries(folder).Where(e => !Path.GetFileName(e).StartsWith("attempt.", StringComparison.Ordinal)))
            {
                var target = Path.Combine(aside, Path.GetFileName(entry));
                if (Directory.Exists(entry)) Directory.Move(entry, target);
                else File.Move(entry, target, overwrite: true);
            }
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            problems.Add(aside, "does not hold all of that attempt", e);
        }
    }

    public void OnEvent(RunEvent runEvent)
    {
        if (runEvent is not TestStarted { Attempt: > 1 } again) return;
        logs.EndAttempt(again.Test);
        files.EndAttempt(again.Test, again.Attempt - 1);
    }

    public void Dispose()
    {
    }
}
