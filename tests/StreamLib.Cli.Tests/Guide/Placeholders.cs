using System.Text.RegularExpressions;

namespace StreamLibCliTests.Guide;

/// <summary>Between the page, where the server has one address and one token and waits take as long as it says, and what there is now.</summary>
internal sealed partial class Placeholders(string address, string token)
{
    private const string Address = "127.0.0.1:4711";
    private const string Token = "c0ffee0123456789c0ffee0123456789";

    /// <summary>What is typed now, where the page says this.</summary>
    public string Now(string line) => line
        .Replace(Address, address, StringComparison.Ordinal)
        .Replace(Address.Replace(':', ' '), address.Replace(':', ' '), StringComparison.Ordinal)
        .Replace(Token, token, StringComparison.Ordinal);

    /// <summary>What can be compared: the same for the page and for now.</summary>
    public string Comparable(string line) => Duration().Replace(
        line.Replace(address, Address, StringComparison.Ordinal)
            .Replace(address.Replace(':', ' '), Address.Replace(':', ' '), StringComparison.Ordinal)
            .Replace(token, Token, StringComparison.Ordinal),
        "N s");

    public string[] Comparable(IEnumerable<string> lines) => [.. lines.Select(Comparable)];

    [GeneratedRegex(@"\d+(\.\d+)? s\b|\d+ min \d+ s")]
    private static partial Regex Duration();
}
