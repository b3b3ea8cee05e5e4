using System.Text;

namespace StreamLib.Sync;

/// <summary>What a name and a value may look like, on both sides of the wire.</summary>
internal static class Names
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a name; <c>null</c> when nothing is.</summary>
    internal static (SyncError Error, string Text)? Problem(ReadOnlySpan<char> name, int longest)
    {
        if (name.IsEmpty) return (SyncError.Usage, "a name is empty");
        if (name.Length > longest)
            return (SyncError.Limit, $"the name {name[..Math.Min(20, longest)]}… has {name.Length} characters; {longest} are the limit");
        foreach (var c in name)
            if (char.IsControl(c) || char.IsWhiteSpace(c))
                return (SyncError.Usage, $"the name '{name}' holds a blank or a control character: use letters, digits, - _ . / :");
        return null;
    }

    /// <summary>What is wrong with a value; <c>null</c> when nothing is.</summary>
    internal static (SyncError Error, string Text)? ProblemOfValue(ReadOnlySpan<char> value, int longest)
    {
        foreach (var c in value)
            if (char.IsControl(c) && c != '\t')
                return (SyncError.Usage, "a value is one line without control characters: encode what has more, as JSON or base64");
        if (value.Length <= longest / 3) return null;
        var bytes = Encoding.UTF8.GetByteCount(value);
        return bytes <= longest ? null : (SyncError.Limit, $"the value has {bytes} bytes; {longest} are the limit");
    }

    /// <summary>Whether the text can be written as UTF-8 at all: half a surrogate pair cannot.</summary>
    internal static bool IsText(string value)
    {
        try
        {
            Strict.GetByteCount(value);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
