using System.Formats.Tar;

namespace StreamLib.Hosts;

/// <summary>What the header of an entry says.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Name">Its path, as it was sent.</param>
/// <param name="Link">Where a link leads.</param>
/// <param name="Mode">Its permissions, with all else that the header has there.</param>
/// <param name="Size">How many bytes follow.</param>
/// <param name="Written">When it was last written to, in seconds since 1970.</param>
internal sealed record ArchiveEntry(TarEntryType Type, string Name, string Link, UnixFileMode Mode, long Size, long Written);

/// <summary>An archive that is none, or goes over its bounds.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="tooMuch">Whether it is its size.</param>
internal sealed class ArchiveException(string message, bool tooMuch = false) : Exception(message)
{
    public bool TooMuch => tooMuch;
}
