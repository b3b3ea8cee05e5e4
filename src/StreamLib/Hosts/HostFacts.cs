namespace StreamLib.Hosts;

/// <summary>What was seen of a host when it was opened.</summary>
/// <param name="System">Kernel and machine, as in <c>Linux 6.1.0 x86_64</c>.</param>
/// <param name="User">The user that everything runs as.</param>
/// <param name="DotNet">The path of a <c>dotnet</c> executable there; <c>null</c> when none was found.</param>
public sealed record HostFacts(string System, string User, string? DotNet);
