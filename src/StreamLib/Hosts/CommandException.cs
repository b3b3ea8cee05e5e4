using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A command on a host did not succeed, or could not be started there.</summary>
public sealed class CommandException : StreamLibException
{
    private CommandException(string code, string message, CommandResult? result)
        : base(code, message) => Result = result;

    /// <summary>How it ended; <c>null</c> when it did not start.</summary>
    public CommandResult? Result { get; }

    internal static CommandException Failed(CommandResult result)
    {
        var last = LastLine(result.Error) ?? LastLine(result.Output);
        return new("SL3001", $"'{result.Line}' on {result.Host} ended with {result.Ending}{(last is null ? "" : $": {last}")}", result);
    }

    internal static CommandException Refused(string host, string line, string why) =>
        new("SL3002", $"Command on host {host} could not be started, {why}: {line}", null);

    internal static CommandException PortTaken(string host, int port, string who, string party) => new(
        "SL3010",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"port {port} of {host} is already taken by {who}: {party} cannot listen there. Stop that, choose another port, or write port: auto."),
        null);

    internal static CommandException NotSignalled(string host, string signal, string line, string why) =>
        new("SL3018", $"signal {signal} could not be sent to '{line}' on {host}: {why}", null);

    private static string? LastLine(string text) => text.TrimEnd().Split('\n') is [.., var last] && last.Trim() is { Length: > 0 } line ? line : null;
}
