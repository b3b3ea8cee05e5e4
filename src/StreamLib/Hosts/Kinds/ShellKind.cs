using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A kind of hosts: a way to start a shell there. See docs/guide/host-kinds.md.</summary>
internal abstract class ShellKind : HostKind
{
    /// <summary>The way that goes on from <paramref name="outer"/>, which is a shell of this machine for the first hop.</summary>
    public abstract Shell Enter(Shell outer, HostSpec host, HostHop hop, HostOptions options);
}
