using System.CommandLine;
using StreamLib.Hosts;

namespace StreamLib.Cli;

/// <summary>A token, and where it was found.</summary>
/// <param name="Value">The token.</param>
/// <param name="Word">The word that stands for it in a line for a shell, without showing what was kept from others.</param>
internal sealed record GivenToken(string Value, string Word);

/// <summary>The ways to give a token: on the command line, in a file, in the environment.</summary>
internal sealed class TokenOptions(string meaning, string absent)
{
    public const string Variable = "STREAMLIB_TOKEN";

    public Option<string> Token { get; } = new("--token")
    {
        Description = $"{meaning} Everybody on this machine can read it in ps: --token-file or {Variable} keep it to yourself.",
        HelpName = "TOKEN",
    };

    public Option<string> File { get; } = new("--token-file")
    {
        Description = $"A file that holds the token. Default: {Variable}{absent}.",
        HelpName = "FILE",
    };

    /// <summary>The token that was given; <c>null</c> when none was.</summary>
    public GivenToken? Find(ParseResult parsed)
    {
        var (token, file) = (parsed.GetValue(Token), parsed.GetValue(File));
        if (token is not null && file is not null) throw new ToolException("SL4104", "--token and --token-file both give a token: give one of them.");
        if (token is not null) return new GivenToken(token, ShellQuote.Word(token));
        if (file is not null) return new GivenToken(Read(file), $"\"$(cat {ShellQuote.Word(file)})\"");
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? new GivenToken(given, $"\"${Variable}\"") : null;
    }

    private static string Read(string file)
    {
        try
        {
            return System.IO.File.ReadAllText(file).Trim() is { Length: > 0 } token
                ? token
                : throw new ToolException("SL4105", $"The token file '{file}' is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException("SL4105", $"The token file '{file}' cannot be read: {e.Message}");
        }
    }
}
