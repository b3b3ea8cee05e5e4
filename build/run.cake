// How a build ends: Cake reports every failed task as exit code 1, so the code that a task ended with is thrown again at the top.

void RunBuild(string target)
{
    try
    {
        RunTarget(target);
    }
    catch (Exception failure) when (CauseOf(failure) is { } cause)
    {
        throw new CakeException(cause.ExitCode, cause.Message, failure);
    }
}

CakeException CauseOf(Exception failure) => failure switch
{
    CakeException cause => cause,
    AggregateException { InnerException: { } inner } => CauseOf(inner),
    CakeReportException { InnerException: { } inner } => CauseOf(inner),
    _ => null,
};
