using StreamLib.Plans;

namespace StreamLib.Sync;

/// <summary>The requests of a party without a wire.</summary>
internal sealed class LocalSync(ScopeState scope, Party party) : ISync
{
    public async Task<long> Barrier(string name, string? count = null, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var request = $"barrier {name}";
        if (!BarrierCount.TryParse(count ?? "all", out var number))
            throw new SyncException(SyncError.Usage, request, $"'{count}' is no COUNT: write {StreamList.Forms}");
        return (await Ask(request, waiter => scope.Barrier(party, name, number, timeout, waiter), ct).ConfigureAwait(false)).Number;
    }

    public async Task<long> Signal(string name, CancellationToken ct = default) =>
        (await Ask($"signal {name}", _ => scope.Signal(party, name), ct).ConfigureAwait(false)).Number;

    public Task Reached(string name, long count, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Ask($"reached {name}", waiter => scope.Reached(party, name, count, timeout, waiter), ct);

    public async Task<string> ReachedAny(IEnumerable<string> names, long count, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var list = AnyText.Of(names, "reached");
        return (await Ask("reached --any", waiter => scope.ReachedAny(party, list, count, timeout, waiter), ct).ConfigureAwait(false)).Text;
    }

    public async Task<SyncMessage> ReceiveAny(
        IEnumerable<KeyValuePair<string, long>> topics, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var list = AnyText.Of(topics);
        var answer = await Ask("receive --any", waiter => scope.ReceiveAny(party, list, timeout, waiter), ct).ConfigureAwait(false);
        return AnyText.Message(answer.Text);
    }

    public Task Set(string key, string value, CancellationToken ct = default) =>
        Ask($"set {key}", _ => scope.Set(party, key, value), ct);

    public async Task<string> Get(string key, TimeSpan? timeout = null, CancellationToken ct = default) =>
        (await Ask($"get {key}", waiter => scope.Get(party, key, timeout, waiter), ct).ConfigureAwait(false)).Text;

    public async Task<long> Send(string topic, string value, CancellationToken ct = default) =>
        (await Ask($"send {topic}", _ => scope.Send(party, topic, value), ct).ConfigureAwait(false)).Number;

    public async Task<SyncMessage> Receive(string topic, long after = 0, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var answer = await Ask($"receive {topic}", waiter => scope.Receive(party, topic, after, timeout, waiter), ct).ConfigureAwait(false);
        return new SyncMessage(answer.Number, answer.Party!, answer.Text);
    }

    public Task Lock(string name, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Ask($"lock {name}", waiter => scope.Lock(party, name, timeout, waiter), ct);

    public Task Unlock(string name, CancellationToken ct = default) => Ask($"unlock {name}", _ => scope.Unlock(party, name), ct);

    public Task Fail(string reason, CancellationToken ct = default) => Ask("fail", _ => scope.GiveUp(party, reason), ct);

    public Task Reset(string name, CancellationToken ct = default) => Ask($"reset {name}", _ => scope.Reset(party, name), ct);

    public Task<string> Status(CancellationToken ct = default) => Task.FromResult(scope.Status());

    private static async Task<Answer> Ask(string request, Func<Waiter, Answer> ask, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var waiter = new LocalWaiter();
        var answer = await waiter.ResultAsync(ask(waiter), ct).ConfigureAwait(false);
        return answer.Kind == AnswerKind.Error ? throw new SyncException(answer.Error, request, answer.Text) : answer;
    }
}
