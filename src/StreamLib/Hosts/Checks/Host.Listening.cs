using System.Collections.Immutable;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Looks which ports a command of this host, and all that it has started, listens on.</summary>
    /// <exception cref="HostException">The host was lost.</exception>
    internal async Task<ImmutableArray<ListeningPort>> FindPortsOfAsync(HostProcess process, CancellationToken cancellationToken)
    {
        var script = $"{Scripts.Ports}_sl_ports_of $(_sl_members {ShellQuote.Word(process.Mark)})";
        var lines = (await _keeper.RequestAsync(script, cancellationToken).ConfigureAwait(false)).Split('\n');
        return [.. lines.Select(ListeningPort.Parse).OfType<ListeningPort>().Distinct().OrderBy(p => p.Protocol).ThenBy(p => p.Number)];
    }
}
