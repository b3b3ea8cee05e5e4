using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The command line that a step runs on its host; what it needs there is shipped first.</summary>
internal static class StepLine
{
    private const int MostByHand = 64;

    public static async Task<string> ForAsync(StreamRun stream, StepAction action, CancellationToken cancellationToken) => action switch
    {
        StepAction.Command command => command.Line,
        StepAction.Script script => $"exec /bin/sh {ShellQuote.Word(await UploadAsync(stream, script.Path, cancellationToken).ConfigureAwait(false))} {script.Arguments}".TrimEnd(),
        StepAction.TestClass test => await TestClassAsync(stream, test, cancellationToken).ConfigureAwait(false),
        _ => throw new InvalidOperationException($"{action} does not run as a command."),
    };

    /// <summary>What a person types on the stream's host to run the same by hand.</summary>
    /// <remarks>Of very many streams only those that the line names: the others are in the file of the parameters.</remarks>
    public static string ByHand(
        string line, ImmutableSortedDictionary<string, string> variables, ImmutableSortedDictionary<string, string> peers, ImmutableSortedDictionary<string, string> hidden) =>
        $"{string.Concat(variables.Where(v => peers.Count <= MostByHand || !peers.ContainsKey(v.Key) || line.Contains(v.Key, StringComparison.Ordinal)).Select(v => hidden.TryGetValue(v.Key, out var origin) ? $"{v.Key}=\"${origin}\" " : $"{v.Key}={ShellQuote.Word(v.Value)} "))}sh -c {ShellQuote.Word(line)}";

    private static Task<string> UploadAsync(StreamRun stream, string path, CancellationToken cancellationToken) =>
        stream.Host.SharesFiles ? Task.FromResult(Path.GetFullPath(path)) : stream.Host.UploadAsync(path, cancellationToken);

    private static async Task<string> TestClassAsync(StreamRun stream, StepAction.TestClass test, CancellationToken cancellationToken)
    {
        var (dotnet, folder) = await stream.PrepareAsync(test.Application, cancellationToken).ConfigureAwait(false);
        return $"exec {dotnet} {ShellQuote.Word($"{folder}/{Path.GetFileName(test.Application)}")} run {ShellQuote.Word(test.Name)}";
    }
}
