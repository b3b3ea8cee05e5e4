using StreamLib.Plans;

namespace StreamLib.Sync;

/// <summary>Reads the requests of a job, or of a person who takes a hand, and hands them to the scope.</summary>
internal static class ControlRequests
{
    internal static Answer Scope(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return Answer.Misuse("NAME is missing");
        return arguments.TryEnd(out var problem) ? session.Control(name.ToString()) : problem;
    }

    internal static Answer Open(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return Answer.Misuse("NAME is missing");
        return arguments.TryEnd(out var problem) ? session.Open(name.ToString()) : problem;
    }

    internal static Answer Close(Session session, ref Arguments arguments, Waiter waiter) =>
        arguments.TryEnd(out var problem) ? session.Close() : problem;

    internal static Answer Stream(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return Answer.Misuse("NAME is missing");
        var role = arguments.TryNext(out var word) ? word.ToString() : StreamState.RoleOf(name.ToString());
        if (!arguments.TryEnd(out var problem)) return problem;
        session.Scope.AddStream(name.ToString(), role);
        return Answer.Ok;
    }

    internal static Answer Leave(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return Answer.Misuse("STREAM is missing");
        if (!arguments.TryEnd(out var problem)) return problem;
        session.Scope.RemoveStream(name.ToString());
        return Answer.Ok;
    }

    internal static Answer Join(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var party)) return Answer.Misuse("PARTY is missing");
        var stream = !arguments.TryNext(out var word) ? StreamBefore(party) : word is "-" ? null : word.ToString();
        var role = arguments.TryNext(out word) && word is not "-" ? word.ToString() : null;
        var after = arguments.TryNext(out word) && word is not "-" ? word.ToString() : null;
        var only = arguments.TryNext(out word) && word is not "-" ? word.ToString() : null;
        arguments.TryNext(out word);
        if (!PartyKinds.TryParse(word, out var kind)) return Answer.Misuse($"'{word}' is not a KIND: write background, code or -");
        if (!arguments.TryEnd(out var problem)) return problem;
        return Answer.Of(session.Scope.Join(party.ToString(), stream, role, after, only, kind));
    }

    internal static Answer Ended(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var party)) return Answer.Misuse("PARTY is missing");
        if (!arguments.TryNext(out var word)) return Answer.Misuse("OUTCOME is missing");
        if (EndingOf(word.ToString()) is not { } ending) return Answer.Misuse($"'{word}' is no OUTCOME: write passed, failed or expected-failure");
        if (session.State.Party(party) is null) return Answer.Fail(SyncError.Usage, $"no party {party} has joined");
        session.Scope.Ended(party.ToString(), ending, arguments.Text);
        return Answer.Ok;
    }

    internal static Answer Doing(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var party)) return Answer.Of(session.State.DoingNow());
        session.Scope.Doing(StreamOf(session, party), arguments.Text);
        return Answer.Ok;
    }

    internal static Answer Waits(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var party)) return Answer.Misuse("PARTY is missing");
        if (!arguments.TryEnd(out var problem)) return problem;
        return session.State.WaitsOf(party.ToString()) is { Length: > 0 } waits ? Answer.Of(waits) : Answer.Ok;
    }

    internal static Answer Line(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var party)) return Answer.Misuse("PARTY is missing");
        session.Scope.LastLine(StreamOf(session, party), arguments.Text);
        return Answer.Ok;
    }

    internal static Answer Hint(Session session, ref Arguments arguments, Waiter waiter)
    {
        session.State.WaitHint = arguments.Text;
        return Answer.Ok;
    }

    internal static Answer Deadline(Session session, ref Arguments arguments, Waiter waiter)
    {
        TimeSpan? time = null;
        if (arguments.TryNext(out var word) && word is not "-" && !Arguments.TrySeconds(word, out time)) return Answer.Misuse($"'{word}' is no number of seconds");
        var due = session.State.Clock.GetUtcNow() + time;
        var isOfParty = arguments.TryNext(out var party);
        if (!arguments.TryEnd(out var problem)) return problem;
        if (isOfParty) session.Scope.SetDeadline(party.ToString(), due);
        else session.Scope.Deadline = due;
        return Answer.Ok;
    }

    internal static Answer Seal(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryEnd(out var problem)) return problem;
        session.Scope.Seal();
        return Answer.Ok;
    }

    internal static Answer Break(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return Answer.Misuse("NAME is missing");
        if (arguments.AtEnd) return Answer.Misuse("REASON is missing");
        session.Scope.Break(name.ToString(), arguments.Text);
        return Answer.Ok;
    }

    internal static Answer Release(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return Answer.Misuse("LOCK is missing");
        if (!arguments.TryEnd(out var problem)) return problem;
        return session.State.Release(name.ToString()) ? Answer.Ok : Answer.Fail(SyncError.Usage, $"lock {name} is not held");
    }

    internal static Answer Told(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var party)) return Answer.Misuse("PARTY is missing");
        if (!arguments.TryEnd(out var problem)) return problem;
        return session.Scope.BreakToldTo(party.ToString()) is { } told ? Answer.Of(BreakText.Of(told)) : Answer.Ok;
    }

    internal static Answer Log(Session session, ref Arguments arguments, Waiter waiter)
    {
        long after = 0;
        if (!arguments.AtEnd && !arguments.TryNumber("AFTER", out after, out var problem)) return problem;
        return arguments.TrySeconds(out var time, out problem) ? session.State.LogAfter(after, time, waiter) : problem;
    }

    private static string StreamBefore(ReadOnlySpan<char> party) => (party.IndexOf('/') is > 0 and var end ? party[..end] : party).ToString();

    private static string StreamOf(Session session, ReadOnlySpan<char> party) => session.State.Party(party)?.Stream?.Name ?? StreamBefore(party);

    /// <summary>The words of this protocol, and those of results.</summary>
    private static SyncEnding? EndingOf(string word)
    {
        if (word.Equals("passed", StringComparison.OrdinalIgnoreCase)) return SyncEnding.Passed;
        if (word.Equals("failed", StringComparison.OrdinalIgnoreCase)) return SyncEnding.Failed;
        if (word.Equals("expected-failure", StringComparison.OrdinalIgnoreCase)) return SyncEnding.ExpectedFailure;
        if (!char.IsAsciiLetter(word[0]) || !Enum.TryParse<Outcome>(word, ignoreCase: true, out var outcome)) return null;
        return outcome switch
        {
            Outcome.Pass or Outcome.Warn or Outcome.Skip => SyncEnding.Passed,
            Outcome.ExpectedFailure => SyncEnding.ExpectedFailure,
            _ => SyncEnding.Failed,
        };
    }
}
