using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The command line that a step runs on its host; what it needs there is shipped first.</summary>
internal static class StepLine
{
    public static async Task<string> ForAsync(StreamRun stream, StepAction action, CancellationToken cancellationToken) => action switch
    {
        StepAction.Command command => command.Line,
        StepAction.Script script => $"exec /bin/sh {ShellQuote.Word(await UploadAsync(stream, script.Path, cancellationToken).ConfigureAwait(false))} {script.Arguments}".TrimEnd(),
        StepAction.TestClass test => await TestClassAsync(stream, test, cancellationToken).ConfigureAwait(false),
        _ => throw new InvalidOperationException($"{action} does not run as a command."),
    };

    private static Task<string> UploadAsync(StreamRun stream, string path, CancellationToken cancellationToken) =>
        stream.Host.SharesFiles ? Task.FromResult(Path.GetFullPath(path)) : stream.Host.UploadAsync(path, cancellationToken);

    private static async Task<string> TestClassAsync(StreamRun stream, StepAction.TestClass test, CancellationToken cancellationToken)
    {
        if (!stream.RunsInProcess && ApplicationFile.Gap(test.Application, test.Name) is { } gap) throw new PlanException(gap);
        var (dotnet, folder) = await stream.PrepareAsync(test.Application, cancellationToken).ConfigureAwait(false);
        var program = ShellQuote.Word($"{folder}/{Path.GetFileName(ApplicationFile.Started(test.Application))}");
        return $"exec {(dotnet.Length > 0 ? $"{dotnet} {program}" : program)} run {ShellQuote.Word(test.Name)}";
    }
}
