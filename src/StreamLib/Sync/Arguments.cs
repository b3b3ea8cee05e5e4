using System.Globalization;

namespace StreamLib.Sync;

/// <summary>The words of one request, read from left to right.</summary>
internal ref struct Arguments(ReadOnlySpan<char> line)
{
    private const double MostSeconds = 1e9;
    private ReadOnlySpan<char> rest = line;

    internal readonly bool AtEnd => rest.Trim(' ').IsEmpty;

    /// <summary>The rest of the line as text for people.</summary>
    internal readonly string Text => rest.Trim(' ').ToString();

    internal bool TryNext(out ReadOnlySpan<char> word)
    {
        rest = rest.TrimStart(' ');
        var end = rest.IndexOf(' ');
        word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return !word.IsEmpty;
    }

    /// <summary>The value: everything after the one blank that follows the word before. It may be empty, the blank may not be missing.</summary>
    internal readonly bool TryValue(out ReadOnlySpan<char> value)
    {
        value = rest.IsEmpty ? default : rest[1..];
        return !rest.IsEmpty;
    }

    /// <summary>Reads SECONDS, if there are any; what else is there is a problem.</summary>
    internal bool TrySeconds(out TimeSpan? time, out Answer problem)
    {
        (time, problem) = (null, default);
        if (!TryNext(out var word) || TrySeconds(word, out time)) return TryEnd(out problem);
        problem = Answer.Misuse($"'{word}' is no number of seconds");
        return false;
    }

    /// <summary>Reads digits with or without a fraction: a word such as NaN is a number elsewhere, but no time.</summary>
    internal static bool TrySeconds(ReadOnlySpan<char> word, out TimeSpan? time)
    {
        var isTime = double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= MostSeconds;
        time = isTime ? TimeSpan.FromSeconds(seconds) : null;
        return isTime;
    }

    internal readonly bool TryEnd(out Answer problem)
    {
        problem = AtEnd ? default : Answer.Misuse($"'{Text}' is too much");
        return AtEnd;
    }

    internal bool TryNumber(string what, out long number, out Answer problem)
    {
        (number, problem) = (0, default);
        if (TryNext(out var word) && long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return true;
        problem = Answer.Misuse(word.IsEmpty ? $"{what} is missing" : $"'{word}' is no {what}");
        return false;
    }
}
