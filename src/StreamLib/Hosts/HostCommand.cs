using System.Collections.Immutable;

namespace StreamLib.Hosts;

/// <summary>A command to run on a host. An immutable value.</summary>
/// <example><code>
/// var result = await host.RunAsync(new HostCommand { Line = "uname -r", WorkingDirectory = "/tmp" }, ct);
/// </code></example>
public sealed record HostCommand
{
    /// <summary>The line, run by <c>/bin/sh -c</c>. Everyone on the host can read it in the list of processes.</summary>
    public required string Line { get; init; }

    /// <summary>Variables that are added to its environment; they never appear on a command line.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The folder it starts in; by default where a shell on the host starts.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>What it belongs to, as in <c>client1/1-NetPerf</c>: <see cref="Host.SweepAsync"/> finds what is left of it by this. Letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>/</c>; <c>-command</c> by default, which no stream can be called.</summary>
    public string Mark { get; init; } = "-command";

    /// <summary>Receives what it writes to its standard output, byte for byte. It is not disposed.</summary>
    public Stream? OutputTo { get; init; }

    /// <summary>Receives what it writes to its standard error, byte for byte. It is not disposed.</summary>
    public Stream? ErrorTo { get; init; }

    /// <summary>Receives the lines of its standard output, read as UTF-8, without their ends, as a terminal leaves them visible: without
    /// colours, and of a progress bar its last state. Of a line longer than 64 Ki characters it receives the beginning, and how much was
    /// left out.</summary>
    public Action<string>? OnOutput { get; init; }

    /// <summary>Receives the lines of its standard error, read as UTF-8, without their ends, as a terminal leaves them visible: without
    /// colours, and of a progress bar its last state. Of a line longer than 64 Ki characters it receives the beginning, and how much was
    /// left out.</summary>
    public Action<string>? OnError { get; init; }

    /// <summary>Those of its variables that many commands have in common: the same object for all of them, so that they are brought to the host once.</summary>
    internal ImmutableSortedDictionary<string, string> Common { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Which lines of its standard output <see cref="OnOutput"/> need not receive.</summary>
    internal Flood? Flood { get; init; }

    /// <summary>What is told of lines of its standard output that have not ended.</summary>
    internal OpenLine? OpenOutput { get; init; }

    /// <summary>What is told of lines of its standard error that have not ended.</summary>
    internal OpenLine? OpenError { get; init; }

    /// <summary>Whether it is a command of StreamLib's own: then nothing of the login environment changes what it does, but for PATH and
    /// HOME.</summary>
    internal bool IsOwn { get; init; }

    /// <summary>A folder that goes before all others in its PATH.</summary>
    internal string PathFirst { get; init; } = "";

    /// <summary>From asking it to end (TERM) until it is made to (KILL); by default that of the host's options.</summary>
    public TimeSpan? Grace { get; init; }
}
