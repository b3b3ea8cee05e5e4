using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace StreamLib.Events;

/// <summary>What must not be read anywhere: it is <c>***</c> wherever a text passes through here.</summary>
internal sealed class Mask
{
    private readonly Lock gate = new();
    private readonly HashSet<string> secrets = new(StringComparer.Ordinal);
    private readonly Tokens tokens = new();
    private volatile Hidden? hidden;

    /// <summary>Hides a text from now on; of several lines, each.</summary>
    public void Add(string secret)
    {
        lock (gate)
        {
            foreach (var line in secret.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length >= 4).Append(secret))
                secrets.Add(line);
            hidden = new Hidden(SearchValues.Create([.. secrets], StringComparison.Ordinal), [.. secrets.OrderByDescending(one => one.Length)]);
        }
    }

    /// <summary>Hides the token of a party from now on. There may be very many.</summary>
    public void AddToken(string token)
    {
        if (!tokens.Add(token)) Add(token);
    }

    [return: NotNullIfNotNull(nameof(text))]
    public string? Of(string? text) => text is null ? null : tokens.Hide(OfSecrets(text));

    private string OfSecrets(string text)
    {
        if (hidden is not { } now || !text.AsSpan().ContainsAny(now.Any)) return text;
        foreach (var secret in now.LongestFirst) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>The same for the bytes of an output.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="token">The one token that its writer knows; by default all are looked for.</param>
    public Stream Wrap(Stream output, string? token = null)
    {
        byte[][] all = [.. (hidden?.LongestFirst ?? []).Concat(token is null ? tokens.All : [token]).Select(Encoding.UTF8.GetBytes)];
        return all.Length > 0 ? new MaskedStream(output, all) : output;
    }

    /// <summary>The same for a file that is there already.</summary>
    /// <returns>Whether something was hidden in it.</returns>
    public bool Rewrite(string file)
    {
        // What is no regular file, such as a pipe, has no length.
        if ((hidden is null && tokens.All.Count == 0) || new FileInfo(file) is not { Exists: true, Length: > 0 }) return false;
        if (!PassThrough(file, Stream.Null)) return false;
        var draft = $"{file}.masked";
        PassThrough(file, File.Create(draft));
        File.Move(draft, file, overwrite: true);
        return true;
    }

    // Almost no file holds anything to hide: only those that do are written again.
    private bool PassThrough(string file, Stream to)
    {
        using var input = File.OpenRead(file);
        using var output = (MaskedStream)Wrap(to);
        input.CopyTo(output);
        return output.HasHidden;
    }

    private sealed record Hidden(SearchValues<string> Any, string[] LongestFirst);
}
