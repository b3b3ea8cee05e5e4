using System.Net;

namespace StreamLib.Sync;

/// <summary>How a sync server listens and what it bears.</summary>
public sealed record SyncServerOptions
{
    /// <summary>The defaults: a free port on loopback, for jobs alone.</summary>
    public static SyncServerOptions Default { get; } = new();

    /// <summary>Where it listens; port 0, the default, takes a free one on loopback.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The token of a server that stands alone: it opens <see cref="StandAloneScope"/>, gives control of it, and makes each connection a party of its own. By default none.</summary>
    public string? Token { get; init; }

    /// <summary>Whether connections that show no token are parties of <see cref="StandAloneScope"/> and control it; only on loopback. By default not.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>The scope for <see cref="Token"/> and <see cref="AllowAnonymous"/>; <c>default</c> by default.</summary>
    public string StandAloneScope { get; init; } = "default";

    /// <summary>Receives the log of the server itself and of the scopes that are opened over the wire, a line at a time. By default none.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>How often who waits for whom goes to the log of the scope; 30 seconds.</summary>
    public TimeSpan WaitReportInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long nothing may happen in a sealed scope whose parties all wait for each other before that is called a deadlock and their waits
    /// are broken; 30 seconds.
    /// </summary>
    public TimeSpan DeadlockAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many bytes a request may have without its line end; 64 KiB. Twice that may be sent ahead while a request waits.</summary>
    public int MaxLineBytes { get; init; } = 64 * 1024;

    /// <summary>How many bytes of UTF-8 a value or a message may have; 64 KiB.</summary>
    public int MaxValueBytes { get; init; } = 64 * 1024;

    /// <summary>How many characters a name may have; 256.</summary>
    public int MaxNameLength { get; init; } = 256;

    /// <summary>How many barriers, signals, keys, topics, locks, streams and parties a scope may hold together; 100,000.</summary>
    public int MaxNames { get; init; } = 100_000;

    /// <summary>How many bytes of memory the values and messages of a scope, and the causes of broken barriers, may take; 64 MiB. A character takes two, a message 64 more.</summary>
    public long MaxScopeBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many requests of one party may wait at once; 1,000.</summary>
    public int MaxWaitsPerParty { get; init; } = 1000;

    /// <summary>How many scopes may be open at once; 1,000.</summary>
    public int MaxScopes { get; init; } = 1000;

    /// <summary>How many connections may be open at once; 16,384.</summary>
    public int MaxConnections { get; init; } = 16 * 1024;

    /// <summary>The clock of all waits; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
