using StreamLib.Sync;

namespace StreamLibTests.Sync.Model;

/// <summary>Does the same things to the scope and to the model, and looks after each whether both answer the same.</summary>
internal sealed class ModelRun
{
    private const int ThingsEvery = 15;
    private readonly ManualClock clock = new();
    private readonly ScopeModel model = new();
    private readonly ScopeState scope;
    private readonly Dictionary<int, Answer> answers = [];
    private readonly List<ProbeWaiter> waiting = [];
    private readonly Stack<ProbeWaiter> free = [];
    private readonly Dictionary<int, string> causes = [];

    private ModelRun() =>
        scope = new ScopeState("Model", new SyncServerOptions { Clock = clock, DeadlockAfter = ScopeModel.DeadlockAfter }, log: null);

    /// <summary>What went otherwise than the model says; <c>null</c> when nothing did.</summary>
    internal static string? Difference(IReadOnlyList<Operation> operations)
    {
        var run = new ModelRun();
        var id = 0;
        foreach (var party in Operation.Parties.Where(party => party != "client2/2"))
            if (run.Do(new Operation(Act.Join, party, "", "", 0, null), ++id) is { } early) return early;
        foreach (var operation in operations)
            if (run.Do(operation, ++id) is { } difference) return difference;
        return run.EndAll();
    }

    private string? Do(Operation operation, int id)
    {
        model.Apply(operation, id);
        try
        {
            Apply(operation, id);
        }
        catch (SyncException exception)
        {
            answers[id] = Answer.Fail(exception);
        }

        return Compare(id, operation);
    }

    private string? EndAll()
    {
        foreach (var waiter in waiting.ToList()) waiter.Abandon(WaitEnd.ConnectionLost);
        while (model.Waiting > 0) model.Apply(new Operation(Act.Cancel, "", "", "", 0, null), 0);
        if (Compare(0, null) is { } difference) return difference;
        scope.Close("the run is over");
        return waiting.Count == 0 && clock.Running == 0 ? null : $"{waiting.Count} wait, and {clock.Running} timers run, in a scope that is closed";
    }

    private string? Compare(int number, Operation? operation)
    {
        if (CompareAnswers() is { } difference) return $"after {number}. {operation}: {difference}";
        return number % ThingsEvery == 0 ? CompareThings($"after {number}. {operation}") : null;
    }

    private string? CompareAnswers()
    {
        foreach (var (id, expected) in model.Answers)
        {
            if (!answers.Remove(id, out var answer)) return $"{id} still waits; the model says {expected.Text}";
            if (TextOf(answer) != expected.Text) return $"{id} is answered '{TextOf(answer)} ({answer.Text})'; the model says {expected.Text}";
            if (expected.Break is { } cause && causes.TryAdd(cause, answer.Text) == false && causes[cause] != answer.Text)
                return $"{id} is told '{answer.Text}', others '{causes[cause]}'";
        }

        model.Answers.Clear();
        if (answers.Count > 0) return $"{answers.First().Key} is answered '{TextOf(answers.First().Value)}'; the model says it waits";
        if (waiting.Count != model.Waiting) return $"{waiting.Count} wait; the model says {model.Waiting}";
        return clock.Running > model.Timed + 2
            ? $"{clock.Running} timers run for {model.Timed} waits with a time, the deadlines and a deadlock"
            : null;
    }

    /// <summary>Whether nothing is kept but what is still to see: nothing of a lost wait.</summary>
    private string? CompareThings(string when)
    {
        var things = scope.Status().Split('\n').Where(line => !line.StartsWith("scope ", StringComparison.Ordinal) && !line.StartsWith("failed: ", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split(' ', ':').Take(2))).Order().ToList();
        var expectedThings = model.Things().Order().ToList();
        return things.SequenceEqual(expectedThings) ? null : $"{when}: there are {string.Join(", ", things)}; the model says {string.Join(", ", expectedThings)}";
    }

    private void Apply(Operation o, int id)
    {
        DateTimeOffset? Due() => o.Seconds is { } time ? clock.GetUtcNow().AddMilliseconds(ScopeModel.DueIn(time, id)) : null;
        switch (o.Act)
        {
            case Act.Advance: clock.Advance(o.Number); break;
            case Act.Cancel: if (waiting.Count > 0) waiting[o.Number % waiting.Count].Abandon(id % 2 == 0 ? WaitEnd.Cancelled : WaitEnd.ConnectionLost); break;
            case Act.Join:
                var kind = o.Party == Operation.Background ? PartyKind.Background : PartyKind.Foreground;
                scope.Join(o.Party, o.Party.Contains('/') ? o.Party.Split('/')[0] : null, kind: kind);
                break;
            case Act.Leave: scope.RemoveStream(o.Name); break;
            case Act.AddStream: scope.AddStream(o.Name, o.Count); break;
            case Act.Seal: scope.Seal(); break;
            case Act.Break: scope.Break(o.Name, $"by hand, {id}"); break;
            case Act.Release: scope.Release(o.Name); break;
            case Act.Deadline: scope.Deadline = Due(); break;
            case Act.PartyDeadline: scope.SetDeadline(o.Party, Due()); break;
            case Act.End: scope.Ended(o.Party, id % 2 == 0 ? SyncEnding.Passed : SyncEnding.Failed, $"exit {id}"); break;
            default:
                if (scope.Party(o.Party) is { } party) Ask(o, id, party);
                break;
        }
    }

    private void Ask(Operation o, int id, Party party)
    {
        // A connection uses its waiter again and again.
        if (!free.TryPop(out var waiter)) waiter = new ProbeWaiter(this);
        waiter.Id = id;
        TimeSpan? limit = o.Seconds is { } time ? TimeSpan.FromMilliseconds(ScopeModel.DueIn(time, id)) : null;
        waiting.Add(waiter);
        var answer = o.Act switch
        {
            Act.Barrier => scope.Barrier(party, o.Name, CountOf(o.Count), limit, waiter),
            Act.Lock => scope.Lock(party, o.Name, limit, waiter),
            Act.Unlock => scope.Unlock(party, o.Name),
            Act.Signal => scope.Signal(party, o.Name),
            Act.Reached => scope.Reached(party, o.Name, o.Number, limit, waiter),
            Act.Set => scope.Set(party, o.Name, $"v{id}"),
            Act.Get => scope.Get(party, o.Name, limit, waiter),
            Act.Send => scope.Send(party, o.Name, $"v{id}"),
            Act.Receive => scope.Receive(party, o.Name, o.Number, limit, waiter),
            Act.Reset => scope.Reset(party, o.Name),
            _ => scope.GiveUp(party, $"reason {id}"),
        };
        if (answer.Kind != AnswerKind.Pending) Done(waiter, answer);
    }

    private void Done(ProbeWaiter waiter, Answer answer)
    {
        if (!waiting.Remove(waiter)) throw new InvalidOperationException($"{waiter.Id} is answered twice");
        answers.Add(waiter.Id, answer);
        free.Push(waiter);
    }

    private static BarrierCount CountOf(string text) => BarrierCount.TryParse(text, out var count) ? count : throw new ArgumentException(text);

    private static string TextOf(Answer answer) => answer.Kind switch
    {
        AnswerKind.Ok => "ok",
        AnswerKind.Number => $"ok {answer.Number}",
        AnswerKind.Passing => $"ok {answer.Text} {answer.Number}",
        AnswerKind.Message => $"ok {answer.Number} {answer.Party} {answer.Text}",
        AnswerKind.Text => $"ok {answer.Text}",
        _ => $"error {answer.Error.ToString().ToLowerInvariant()}",
    };

    private sealed class ProbeWaiter(ModelRun run) : Waiter
    {
        internal int Id { get; set; }

        internal override void Deliver() => run.Done(this, Answer);
    }
}
