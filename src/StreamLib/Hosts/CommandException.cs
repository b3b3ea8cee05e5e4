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
        var last = LastWords.Of(result.Error, result.Output);
        return new("SL3001", $"'{result.Line}' on {result.Host} ended with {result.Ending}{(last.Length == 0 ? "" : $": {last}")}", result);
    }

    internal static CommandException Refused(string host, string line, string why) =>
        new("SL3002", $"Command on host {host} could not be started, {why}: {line}", null);

    internal static CommandException NotStarted(string line, StartFailure failure) => new(
        failure.IsLimit ? "SL3030" : "SL3002",
        $"'{(line.Length <= 200 ? line : $"{line[..199]}…")}' could not be started on this machine: {failure.Why}. {failure.WayOut}",
        null);

    internal static CommandException TooLong(string host, string what) => new(
        "SL3050",
        $"A command cannot be started on host {host}: {what}. "
            + "Put long text into a file: a script, a payload, or a file that the step reads.",
        null);

    internal static CommandException PortTaken(string host, int port, string who, string party) => new(
        "SL3010",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"port {port} of {host} is already taken by {who}: {party} cannot listen there. Stop that, choose another port, or write port: auto."),
        null);

    internal static CommandException NotSignalled(string host, string signal, string line, string why) =>
        new("SL3018", $"signal {signal} could not be sent to '{line}' on {host}: {why}", null);
}
