using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The folders that are shipped for the steps of a stream.</summary>
internal sealed partial class StreamRun
{
    /// <summary>The variable that names the folder to a step.</summary>
    public const string PayloadVariable = "STREAM_PAYLOAD";

    private volatile string? lastPayload;

    /// <summary>The variables with the folder of the payload, if there is one.</summary>
    public static ImmutableSortedDictionary<string, string> WithPayload(
        ImmutableSortedDictionary<string, string> variables, string? payload) =>
        payload is null ? variables : variables.SetItem(PayloadVariable, payload);

    /// <summary>The payload of a step on the host; <c>null</c> where it has none.</summary>
    /// <exception cref="PlanException">The folder is not there: a C# test may name it when it runs the step.</exception>
    public async Task<string?> PayloadAsync(Step step, string party, CancellationToken cancellationToken)
    {
        if (PayloadRules.Rooted(placed.Declared.PayloadOf(step), test.Job.WorkingDirectory) is not { } folder) return null;
        if (PayloadRules.Of(party, folder).FirstOrDefault() is { } gap) throw new PlanException(gap);
        return lastPayload = await shared.PayloadAsync(folder, cancellationToken).ConfigureAwait(false);
    }

    private async Task ShipPayloadsAsync(CancellationToken cancellationToken)
    {
        var declared = placed.Declared;
        foreach (var folder in declared.Steps.Select(declared.PayloadOf).Append(declared.Payload).OfType<string>().Distinct())
            await shared.PayloadAsync(folder, cancellationToken).ConfigureAwait(false);
    }
}
