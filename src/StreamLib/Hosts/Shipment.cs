using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A folder as it lies on a host.</summary>
/// <param name="Folder">Its path there.</param>
/// <param name="AlreadyThere">Whether the same content had been shipped before, so that nothing was sent.</param>
/// <param name="Bytes">The size of its files.</param>
/// <param name="Hash">The SHA-256 of its names, modes and contents, in hexadecimal.</param>
public sealed record Shipment(string Folder, bool AlreadyThere, long Bytes, string Hash)
{
    /// <summary>The size of the files that were sent: less than <see cref="Bytes"/> when an earlier content was there, of which some files are the same.</summary>
    public long Sent { get; init; }

    /// <summary>What the log says of it.</summary>
    internal string Told(string what) => AlreadyThere
        ? $"{what} is already there ({Hash[..12]})"
        : $"{what} shipped, {ByteSize.Text(Sent)}{(Sent < Bytes ? $" of {ByteSize.Text(Bytes)}: the rest was there" : "")} ({Hash[..12]})";
}
