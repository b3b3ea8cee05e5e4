using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>Tells whether this process was started to run a nested test class. Until its test application takes over it starts no job: that
/// job would start the process again, without end.</summary>
internal static class ClassProcess
{
    private static readonly string? s_class;
    private static int running;

#pragma warning disable CA1810 // With a constructor it is read before the first method runs, which may take the variable away.
    static ClassProcess() =>
        s_class = Environment.GetEnvironmentVariable(NestedEnvironment.ClassVariable) is { Length: > 0 } name ? name : null;
#pragma warning restore CA1810

    /// <summary>The test application takes over, until what is returned is disposed. What it starts is not started for the class.</summary>
    public static IDisposable TakeOver()
    {
        Environment.SetEnvironmentVariable(NestedEnvironment.ClassVariable, null);
        Interlocked.Increment(ref running);
        return new End();
    }

    /// <summary>Refuses a job in a process that was started for something else.</summary>
    /// <exception cref="PlanException">This is one.</exception>
    public static void Refuse()
    {
        if (s_class is null || Volatile.Read(ref running) > 0) return;
        var gap = new PlanGap(
            "SL5012",
            $"this process was started to run the nested test class {s_class}, but starts a job, "
            + "which would start the process again without end: "
            + "its Main has to pass the command line to the test application, as in 'return await TestApplication.RunAsync(args);'");
        Report(gap.Message);
        throw new PlanException(gap);
    }

    // The report says why, where the last line of a stack trace would.
    private static void Report(string reason)
    {
        try
        {
            new NestedOutput(Environment.GetEnvironmentVariable("STREAMLIB_OUTPUT"), TextWriter.Null).Outcome(Outcome.Fail, reason, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The exception tells it.
        }
    }

    private sealed class End : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0) Interlocked.Decrement(ref running);
        }
    }
}
