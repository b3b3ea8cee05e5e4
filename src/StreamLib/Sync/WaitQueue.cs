namespace StreamLib.Sync;

/// <summary>Who waits at a point, in the order of arrival: a list whose links are the waiters' own, so that waiting allocates nothing.</summary>
internal sealed class WaitQueue
{
    private Waiter? last;

    internal int Count { get; private set; }

    internal Waiter? First { get; private set; }

    internal void Add(Waiter waiter)
    {
        (waiter.Previous, waiter.Next) = (last, null);
        if (last is null) First = waiter;
        else last.Next = waiter;
        last = waiter;
        Count++;
    }

    internal void Remove(Waiter waiter)
    {
        if (waiter.Previous is null) First = waiter.Next;
        else waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null) last = waiter.Previous;
        else waiter.Next.Previous = waiter.Previous;
        (waiter.Previous, waiter.Next) = (null, null);
        Count--;
    }

    internal IEnumerable<Waiter> All()
    {
        for (var waiter = First; waiter is not null; waiter = waiter.Next) yield return waiter;
    }
}
