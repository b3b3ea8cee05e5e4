using System.CommandLine;

namespace StreamLib.Cli.Sync;

/// <summary>The options that say which sync server is meant, and as whom.</summary>
internal sealed class TargetOptions
{
    private const string AddressVariable = "STREAMLIB_SYNC";

    private readonly Option<string> attach = new("--attach")
    {
        Description = "The results folder of a build that runs, as in results/latest: its sync server, with the control token that lies there.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    private readonly Option<string> address = new("--sync") { Description = $"The address of a sync server. Default: {AddressVariable}.", HelpName = "HOST:PORT", Recursive = true };

    private readonly TokenOptions tokens = new("The token of a party, of a scope or of a server.", ", else none");

    private readonly Option<string> party = new("--as") { Description = "Play this party, for instance a missing one; with a control token.", HelpName = "PARTY", Recursive = true };

    private readonly Option<string> name = new("--name") { Description = "The name to go by on a server that stands alone. Default: anon-N.", HelpName = "NAME", Recursive = true };

    public void AddTo(Command command)
    {
        tokens.Token.Recursive = tokens.File.Recursive = true;
        Option[] all = [attach, address, tokens.File, tokens.Token, party, name];
        foreach (var option in all) command.Options.Add(option);
    }

    public SyncTarget Target(ParseResult parsed)
    {
        var (folder, given, plays, called) = (parsed.GetValue(attach), parsed.GetValue(address), parsed.GetValue(party), parsed.GetValue(name));
        if (plays is not null && called is not null) throw new ToolException("SL4104", "--as and --name both say who you are: give one of them.");
        var introduction = plays is not null ? $" as {plays}" : called is not null ? $" {called}" : "";
        if (folder is not null)
        {
            if (given is not null || parsed.GetValue(tokens.Token) is not null || parsed.GetValue(tokens.File) is not null)
                throw new ToolException("SL4104", "--attach gives the address and the token: leave out --sync, --token and --token-file.");
            var (there, control) = RunningJob.DoorOf(folder);
            return new SyncTarget(there, control, introduction) { Folder = folder };
        }

        return (given ?? Environment.GetEnvironmentVariable(AddressVariable)) is { Length: > 0 } listening
            ? new SyncTarget(listening, tokens.Find(parsed)?.Value, introduction)
            : throw new ToolException(
                "SL4102",
                $"No sync server is given. Write --attach results/latest for a build that runs, or --sync HOST:PORT, or set {AddressVariable}.");
    }
}
