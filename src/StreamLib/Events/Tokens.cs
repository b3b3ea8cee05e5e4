using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace StreamLib.Events;

/// <summary>The tokens of the parties. They are all of one form, so that it takes one look at a text to find any of them, however many there are.</summary>
internal sealed class Tokens
{
    private const int Length = 32;
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private readonly ConcurrentDictionary<string, byte> known = new(StringComparer.Ordinal);

    public ICollection<string> All => known.Keys;

    /// <summary>Adds one.</summary>
    /// <returns>Whether it is of that form: 32 lower-case hexadecimal digits.</returns>
    public bool Add(string token)
    {
        if (token.Length != Length || token.AsSpan().ContainsAnyExcept(s_digits)) return false;
        known.TryAdd(token, 0);
        return true;
    }

    /// <summary>The text with <c>***</c> in their place.</summary>
    public string Hide(string text)
    {
        if (text.Length < Length || known.IsEmpty) return text;
        StringBuilder? hidden = null;
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        var (written, at) = (0, 0);
        while (text.AsSpan(at).IndexOfAny(s_digits) is var start && start >= 0)
        {
            at += start;
            var end = text.AsSpan(at).IndexOfAnyExcept(s_digits) is var length && length < 0 ? text.Length : at + length;
            for (; at + Length <= end; at++)
            {
                if (!lookup.ContainsKey(text.AsSpan(at, Length))) continue;
                hidden = (hidden ?? new()).Append(text, written, at - written).Append("***");
                at += Length - 1;
                written = at + 1;
            }

            at = end;
        }

        return hidden is null ? text : hidden.Append(text, written, text.Length - written).ToString();
    }
}
