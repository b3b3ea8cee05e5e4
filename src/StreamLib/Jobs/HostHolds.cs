using System.Collections.Immutable;
using System.Diagnostics;
using StreamLib.Events;
using StreamLib.Hosts;

namespace StreamLib.Jobs;

/// <summary>How a job shares its hosts with other jobs: all of them hold a host shared, unless one holds it for itself. This machine is held by nobody.</summary>
internal sealed class HostHolds(JobContext job, string test)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Holds these hosts, in the order of their names, all or none, and waits for those who hold one of them for as long as the job wants to.</summary>
    /// <exception cref="HostException">Somebody else holds one, or it cannot be held.</exception>
    public async Task TakeAsync(IEnumerable<Host> hosts, bool exclusive, CancellationToken cancellationToken)
    {
        ImmutableArray<Host> inOrder = [.. hosts.Where(host => !host.SharesFiles).OrderBy(host => host.Name, StringComparer.Ordinal)];
        var started = Stopwatch.GetTimestamp();
        for (var told = ""; await TryAsync(inOrder, exclusive, cancellationToken).ConfigureAwait(false) is var (host, holders);)
        {
            var waited = Stopwatch.GetElapsedTime(started);
            if (job.Options.WaitForHosts is not { } limit || waited >= limit) throw HostErrors.Held(host.Spec, holders, job.Options.WaitForHosts);
            if (told != $"{host.Name} {holders}")
            {
                told = $"{host.Name} {holders}";
                job.Log(LogSource.Host, $"waiting for {host.Name}: {holders} it", test: test);
            }

            // Jobs that wait for the same hosts must not ask at the same moments.
            await Task.Delay(s_pause * (0.5 + Random.Shared.NextDouble()), cancellationToken).ConfigureAwait(false);
        }
    }

    // One that leaves looks for a moment like one that holds it and has no name.
    private static async Task<HostHold> AskAsync(Host host, bool exclusive, CancellationToken cancellationToken)
    {
        for (var again = 5; ; again--)
        {
            var hold = await host.HoldAsync(exclusive, cancellationToken).ConfigureAwait(false);
            if (hold.IsHeld || hold.Unable is not null || !hold.Others.IsEmpty || again == 0) return hold;
            await Task.Delay(s_pause / 10, cancellationToken).ConfigureAwait(false);
        }
    }

    // Who is in the way; null when all are held.
    private async Task<(Host Host, string Holders)?> TryAsync(ImmutableArray<Host> hosts, bool exclusive, CancellationToken cancellationToken)
    {
        for (var i = 0; i < hosts.Length; i++)
        {
            var hold = await AskAsync(hosts[i], exclusive, cancellationToken).ConfigureAwait(false);
            if (hold.Unable is { } why)
            {
                if (exclusive) throw HostErrors.CannotBeHeld(hosts[i].Spec, why);
                continue;
            }

            // Two entries of a list may lead to the same machine.
            var others = hold.Others.Where(other => other.Job != job.Job).ToImmutableArray();
            if (hold.IsHeld || (others.IsEmpty && !hold.Others.IsEmpty))
            {
                if (!others.IsEmpty) job.Log(LogSource.Host, $"{hosts[i].Name}: other jobs work there: {string.Join(", ", others)}", test: test);
                continue;
            }

            foreach (var host in hosts[..i]) await host.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            var holder = others.FirstOrDefault(other => other.Exclusive);
            return (hosts[i], holder is not null ? $"{holder} holds"
                : others.IsEmpty ? "somebody who left no name holds"
                : $"{string.Join(" and ", others)} {(others.Length == 1 ? "uses" : "use")}");
        }

        return null;
    }
}
