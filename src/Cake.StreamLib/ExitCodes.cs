using Cake.Core;
using StreamLib;
using StreamLib.Plans;

namespace Cake.StreamLib;

/// <summary>Exit codes of runs as Cake's exceptions.</summary>
internal static class ExitCodes
{
    public static string Sentence(string test, JobResult result) => result.ExitCode switch
    {
        3 => $"{test} ended in an error: only infrastructure went wrong. Results: {result.ResultsDirectory}",
        130 => $"{test} was cancelled. Results: {result.ResultsDirectory}",
        _ => $"{test} failed. Results: {result.ResultsDirectory}",
    };

    public static CakeException ToCake(StreamLibException failure) => new(failure is PlanException ? 2 : 1, failure.Text, failure);

    /// <summary>The exception that carries the exit code in what Cake throws when a target fails; <c>null</c> when none does.</summary>
    public static CakeException? Cause(Exception? failure) => failure switch
    {
        null => null,
        CakeException cause => cause,
        StreamLibException cause => ToCake(cause),
        AggregateException many => many.Flatten().InnerExceptions.Select(Cause).FirstOrDefault(cause => cause is not null),
        _ => Cause(failure.InnerException),
    };
}
