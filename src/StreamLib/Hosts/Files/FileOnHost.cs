namespace StreamLib.Hosts;

/// <summary>What is on a host under the name of a file.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A file that can be read.</summary>
    File,

    /// <summary>A file that the user there cannot read.</summary>
    Unreadable,

    /// <summary>A symbolic link, whatever it leads to.</summary>
    Link,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, a socket or a device.</summary>
    Other,

    /// <summary>Its folder exists, but cannot be entered.</summary>
    Closed,
}

/// <summary>A file on a host as it was found there.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="HasFolder">Whether its folder exists.</param>
/// <param name="IsAlone">Whether its folder holds nothing else.</param>
/// <param name="Size">The size of a file in bytes.</param>
/// <param name="Content">The content of a small file; <c>null</c> when it was not asked for, or is larger.</param>
internal sealed record FileOnHost(FileKind Kind, bool HasFolder, bool IsAlone, long Size, string? Content);
