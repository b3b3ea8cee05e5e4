using System.Collections.Immutable;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>Judges a nested test that a broken barrier released: whose failure was it?</summary>
internal static class Released
{
    /// <summary>Cut off, when another one failed; cut off without counting, when that was expected; else <c>null</c>: it is its own failure.</summary>
    public static async Task<NestedResult?> JudgeAsync(TestRun test, StreamRun stream, string party)
    {
        if (await ToldAsync(test, party).ConfigureAwait(false) is not { } told) return null;
        var found = await test.Cause.SettleAsync(test.EndsOf(told.Culprits.Remove(party))).ConfigureAwait(false);
        if (!found) await HearAsync(test, told.Culprits.Remove(party)).ConfigureAwait(false);
        if (found || test.Cause.Text is not null) return test.Cause.CutOffOf(party);
        if (CulpritOf(test, told) is { } culprit)
        {
            stream.Cause.CutBy(culprit);
            return new NestedResult { Party = party, Outcome = Outcome.Aborted, Message = $"cut off because {culprit.Text}; {told.Cause}" };
        }

        return await ToldAsync(test, party).ConfigureAwait(false) is { Expected: true } expected
            ? new NestedResult { Party = party, Outcome = Outcome.Aborted, Message = $"released because {expected.Cause}" }
            : null;
    }

    // One that gave up and still runs has failed all the same: those who were released by that did not. With no culprit it may be a
    // person who did.
    private static async Task HearAsync(TestRun test, ImmutableArray<string> culprits)
    {
        try
        {
            if (culprits.IsEmpty && await GaveUpAsync(test, SyncScope.Control).ConfigureAwait(false) is { } why) test.GiveUp(why);
            foreach (var culprit in culprits)
            {
                if (test.StepOf(culprit) is not { Completion.IsCompleted: false } step) continue;
                if (await GaveUpAsync(test, culprit).ConfigureAwait(false) is { } reason) step.GivesUp(reason);
            }
        }
        catch (SyncException)
        {
            // The server has ended, which ends the test.
        }
    }

    private static async Task<string?> GaveUpAsync(TestRun test, string party) =>
        (await test.Scope.AccountOfAsync(party).ConfigureAwait(false)).GaveUp;

    // Where a number is awaited, the last who could have come instead may have ended long after the one who failed.
    private static StreamCause? CulpritOf(TestRun test, SyncBreak told) =>
        told.Culprits.IsEmpty ? null
        : told.Culprits.Select(test.StreamOf).Select(stream => stream?.Cause.Culprit).OfType<StreamCause>().FirstOrDefault()
            ?? test.Streams.Select(stream => stream.Cause.Culprit).OfType<StreamCause>().FirstOrDefault();

    private static async Task<SyncBreak?> ToldAsync(TestRun test, string party)
    {
        try
        {
            return await test.Scope.BreakToldToAsync(party).ConfigureAwait(false);
        }
        catch (SyncException)
        {
            return new SyncBreak("", test.Scope.LostBecause, ImmutableArray<string>.Empty, Expected: false);
        }
    }
}
