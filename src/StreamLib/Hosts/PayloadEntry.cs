using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>What an entry of a payload is; the value is what tells it in a line.</summary>
internal enum PayloadKind
{
    File = 'f',
    Folder = 'd',
    Link = 'l',
}

/// <summary>One file, folder or link of a payload.</summary>
/// <param name="Name">Its path in the payload, with <c>/</c>.</param>
/// <param name="Path">Where it lies on this machine.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Content">The SHA-256 of a file in hexadecimal; where a link leads.</param>
/// <param name="Length">The size of a file in bytes.</param>
/// <param name="Written">When a file was last written to.</param>
internal sealed record PayloadEntry(string Name, string Path, PayloadKind Kind, UnixFileMode Mode, string Content, long Length, DateTime Written)
{
    /// <summary>The entry in one line of text, whatever its name holds.</summary>
    public string Line { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{(char)Kind} {(int)Mode} {Uri.EscapeDataString(Content)} {Uri.EscapeDataString(Name)}");
}
