using System.Text;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>What a command line may be called: the program that it runs.</summary>
internal static partial class CommandName
{
    private const int Longest = 90;
    private static readonly HashSet<string> s_passed =
        ["if", "then", "elif", "else", "while", "until", "do", "done", "fi", "esac", "!", "{", "}"];

    // What these start is what counts.
    private static readonly HashSet<string> s_starting = ["time", "exec", "command", "builtin", "env", "nohup"];

    // Of these a line is not called, unless it has nothing else.
    private static readonly HashSet<string> s_preparing =
        ["set", "cd", "export", "trap", "umask", "ulimit", "unset", "readonly", "local", "shift", "[", "[[", ":"];

    /// <summary>The first program of a line of shell, without its folder: assignments, keywords and what is only known when it runs are
    /// passed over. Empty when there is none.</summary>
    public static string Of(string line)
    {
        var preparing = "";
        var reader = new Reader(line);
        var skipTo = "";
        for (var isFirst = true; reader.Next() is { } word;)
        {
            if (word.IsOperator)
            {
                isFirst = skipTo.Length == 0 || word.Text == skipTo;
                if (isFirst) skipTo = "";
                continue;
            }

            // The words of a loop go up to its body, and those of a case up to its first pattern.
            if (skipTo == "do" && word.Text == "do") (skipTo, isFirst) = ("", true);
            if (!isFirst || s_passed.Contains(word.Text) || word.Text.StartsWith('-') || Assignment().IsMatch(word.Text)) continue;
            if (word.Text is "for" or "select" or "case")
            {
                (skipTo, isFirst) = (word.Text == "case" ? ")" : "do", false);
                continue;
            }

            var name = Plain(word.Text);
            if (s_starting.Contains(word.Text))
            {
                preparing = preparing.Length == 0 ? name : preparing;
                continue;
            }

            if (s_preparing.Contains(word.Text)) preparing = preparing.Length == 0 ? name : preparing;
            else if (name.Length > 0) return name;
            isFirst = false;
        }

        return preparing;
    }

    private static string Plain(string word)
    {
        var file = word[(word.LastIndexOf('/') + 1)..];
        if (file.Contains('$') || file.Contains('`')) return "";
        var name = string.Concat(file.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')).TrimStart('.', '-');
        return name.Length > Longest ? "" : name;
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*\+?=")]
    private static partial Regex Assignment();

    private sealed record Word(string Text, bool IsOperator);

    /// <summary>Splits a line into words and operators. A substitution is a part of its word, whatever it holds.</summary>
    private sealed class Reader(string line)
    {
        private int at;

        public Word? Next()
        {
            while (at < line.Length && line[at] is ' ' or '\t') at++;
            if (at >= line.Length) return null;
            if (line[at] == '#') SkipTo('\n');
            if (at >= line.Length) return null;
            if (line[at] is ';' or '&' or '|' or '(' or ')' or '\n') return new($"{line[at++]}", IsOperator: true);
            if (line[at] is '<' or '>')
            {
                // A redirection and its file are no words of the command.
                while (at < line.Length && line[at] is '<' or '>' or '&' or '|') at++;
                while (at < line.Length && line[at] is ' ' or '\t') at++;
                Read();
                return Next();
            }

            var word = Read();
            // The number of a descriptor goes before its redirection.
            return at < line.Length && line[at] is '<' or '>' && word.All(char.IsAsciiDigit) ? Next() : new(word, IsOperator: false);
        }

        private string Read()
        {
            var word = new StringBuilder();
            while (at < line.Length && line[at] is not (' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')' or '<' or '>'))
            {
                var c = line[at++];
                if (c == '\\' && at < line.Length) word.Append(line[at++]);
                else if (c == '\'') word.Append(Until('\''));
                else if (c == '"') Quoted(word);
                else if (c == '`') word.Append('`').Append(Until('`'));
                else if (c == '$') word.Append('$').Append(Substitution());
                else word.Append(c);
            }

            return word.ToString();
        }

        private void Quoted(StringBuilder word)
        {
            while (at < line.Length && line[at] != '"')
            {
                var c = line[at++];
                if (c == '\\' && at < line.Length) word.Append(line[at++]);
                else if (c == '$') word.Append('$').Append(Substitution());
                else word.Append(c);
            }

            at++;
        }

        // What it holds is not looked at: it may have a / that is none of a path.
        private string Substitution()
        {
            if (at >= line.Length || line[at] is not ('(' or '{')) return "";
            var (open, close, depth) = (line[at], line[at] == '(' ? ')' : '}', 0);
            for (; at < line.Length; at++)
            {
                if (line[at] == '\\') at++;
                else if (line[at] == '\'') SkipTo('\'', at + 1);
                else if (line[at] == open) depth++;
                else if (line[at] == close && --depth == 0) break;
            }

            at++;
            return "";
        }

        private string Until(char end)
        {
            var start = at;
            SkipTo(end);
            var text = line[start..Math.Min(at, line.Length)];
            at++;
            return text;
        }

        private void SkipTo(char end) => SkipTo(end, at);

        private void SkipTo(char end, int from)
        {
            var found = from >= line.Length ? -1 : line.IndexOf(end, from);
            at = found < 0 ? line.Length : found;
        }
    }
}
