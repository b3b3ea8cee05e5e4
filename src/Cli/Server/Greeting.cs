namespace StreamLib.Cli.Server;

/// <summary>What a person reads first: where the server is, and lines to paste into another terminal.</summary>
internal static class Greeting
{
    public static IEnumerable<string> For(string address, GivenToken? token, string scope)
    {
        var colon = address.LastIndexOf(':');
        var (host, port) = (address[..colon].Trim('[', ']'), address[(colon + 1)..]);
        yield return $"{Terminal.Bold("address")}  {address}";
        yield return $"{Terminal.Bold("token")}    {Shown(token)}";
        yield return $"{Terminal.Bold("scope")}    {scope}";
        yield return $"{Terminal.Bold("nc")}       {{ echo hello {token?.Word ?? "-"} me; cat; }} | nc {host} {port}";
        yield return $"{Terminal.Bold("tool")}     STREAMLIB_SYNC={address} {(token is null ? "" : $"STREAMLIB_TOKEN={token.Word} ")}dotnet streams sync status";
    }

    // A token that was kept from others is not shown by us.
    private static string Shown(GivenToken? token) => token switch
    {
        null => "none: everybody on this machine may take part",
        { Word: ['"', ..] } => token.Word,
        _ => token.Value,
    };
}
