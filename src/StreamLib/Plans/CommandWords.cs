using System.Collections.Immutable;
using System.Text;

namespace StreamLib.Plans;

/// <summary>Splits the command line of a launcher.</summary>
internal static class CommandWords
{
    /// <summary>The words of a command line with quotes and backslashes, as a shell splits it; <c>null</c> when a quote is not closed.</summary>
    public static ImmutableArray<string>? Split(string line)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                inWord = true;
            }
            else if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                quote = c;
                inWord = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                inWord = true;
            }
            else if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }

        if (inWord)
            words.Add(word.ToString());

        return quote == '\0' ? words.ToImmutable() : null;
    }
}
