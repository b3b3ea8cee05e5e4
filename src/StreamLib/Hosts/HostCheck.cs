using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>What a look at a host has found.</summary>
internal sealed record HostCheck
{
    public required HostSpec Host { get; init; }

    /// <summary>Why it cannot be used; <c>null</c> when it can.</summary>
    public HostException? Error { get; init; }

    /// <summary>Its host key: known, added (by ssh, just now), unknown or changed; <c>null</c> where there is none, or it was not seen.</summary>
    public string? Key { get; init; }

    public string? Address { get; init; }

    public HostFacts? Facts { get; init; }

    /// <summary>What <c>/bin/sh</c> is there.</summary>
    public string Shell { get; init; } = "";

    /// <summary>The shared frameworks there, or what becomes of that.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>How the sync server of a job is reached from there: <c>tunnel</c>, <c>fifos</c>, or <c>local</c>.</summary>
    public string Sync { get; init; } = "";

    /// <summary>How many sessions a connection to it takes at once, 10 at most being tried;
    /// <c>null</c> where nothing limits them.</summary>
    public int? Sessions { get; init; }

    /// <summary>How far its clock is ahead of that of this machine, and by how much that may be wrong.</summary>
    public (TimeSpan Offset, TimeSpan Uncertainty)? Clock { get; init; }

    /// <summary>What the caches of payloads there take, in bytes.</summary>
    public long CacheBytes { get; init; }

    /// <summary>The jobs that hold it.</summary>
    public ImmutableArray<HostHolder> Holders { get; init; } = [];

    /// <summary>What jobs that have ended have left.</summary>
    public ImmutableArray<Leftover> Leftovers { get; init; } = [];

    public bool IsUsable => Error is null;
}

/// <summary>What a job that has ended has left on a host.</summary>
/// <param name="Job">The job.</param>
/// <param name="Folder">Its folder there.</param>
/// <param name="IsJudged">Whether it has ended for sure; otherwise it may run on another machine, or was begun this moment.</param>
internal sealed record Leftover(string Job, string Folder, bool IsJudged = true)
{
    /// <summary>Processes that still ran.</summary>
    public ImmutableArray<SweptProcess> Processes { get; init; } = [];

    /// <summary>Commands that were registered to undo something, and have not run.</summary>
    public ImmutableArray<string> Undos { get; init; } = [];

    /// <summary>What was done about it, in words.</summary>
    public ImmutableArray<string> Done { get; init; } = [];

    /// <summary>Whether the folder is gone.</summary>
    public bool IsRemoved { get; init; }
}
