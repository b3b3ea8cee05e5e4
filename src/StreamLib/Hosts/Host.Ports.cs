using System.Collections.Concurrent;
using System.Globalization;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    // Of all hosts of this process: several of them may be the same machine.
    private static readonly ConcurrentDictionary<int, byte> s_picked = new();

    /// <summary>Picks a port that nothing on the host uses, that was not picked before, and that the kernel there does not give to outgoing connections.</summary>
    /// <exception cref="HostException">There is none, or the host was lost.</exception>
    public async Task<int> PickPortAsync(CancellationToken cancellationToken)
    {
        var random = string.Join(' ', Enumerable.Range(0, 20).Select(_ => Random.Shared.Next(1_000_000).ToString(CultureInfo.InvariantCulture)));
        var free = await _keeper.RequestAsync($"{Scripts.Ports}_sl_pick {random}", cancellationToken).ConfigureAwait(false);
        foreach (var line in free.Split('\n'))
        {
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && s_picked.TryAdd(port, 0))
                return port;
        }

        throw HostErrors.Unsupported(Spec, "has no free port outside of the range of outgoing connections", "Narrow that range (net.ipv4.ip_local_port_range) or give a port.");
    }

    /// <summary>Looks who listens on a TCP port of the host, without connecting to it.</summary>
    /// <returns><c>null</c> when nobody does; else its process, or its user when that is all that can be seen.</returns>
    /// <exception cref="HostException">The host was lost.</exception>
    public Task<string?> FindListenerAsync(int port, CancellationToken cancellationToken) =>
        FindHolderAsync(port, "tcp", cancellationToken);

    /// <summary>The same, also for a port of UDP.</summary>
    internal async Task<string?> FindHolderAsync(int port, string protocol, CancellationToken cancellationToken)
    {
        var script = $"{Scripts.Ports}_sl_listener {Hex(port)} {protocol}";
        var text = await _keeper.RequestAsync(script, cancellationToken).ConfigureAwait(false);
        return text.Split('\n').Select(l => l.Split(' ', 3)).Where(w => w.Length > 1).Select(w => w switch
        {
            ["process", var pid, var command] => $"process {pid} ({command.Trim()})",
            _ => $"a process of user {w[1]} that this user cannot see",
        }).FirstOrDefault();
    }

    private Task<bool> ListensAsync(int port, CancellationToken cancellationToken) => AskAsync($"{Scripts.Ports}_sl_listens {Hex(port)}", cancellationToken);

    private async Task<bool> AskAsync(string condition, CancellationToken cancellationToken) =>
        await _keeper.RequestAsync($"{condition} && echo yes", cancellationToken).ConfigureAwait(false) == "yes";

    private static string Hex(int port) => port.ToString("X4", CultureInfo.InvariantCulture);
}
