namespace StreamLib.Hosts;

/// <summary>Tells of lines of an output that have not ended yet, such as a prompt.</summary>
/// <param name="IsWanted">Asked for each piece of output.</param>
/// <param name="Seen">Receives what is visible of such a line, as often as it changes.</param>
internal sealed record OpenLine(Func<bool> IsWanted, Action<string> Seen);
