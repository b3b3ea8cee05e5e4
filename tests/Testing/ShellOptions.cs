namespace StreamLibTesting;

/// <summary>How a process is run.</summary>
public sealed record ShellOptions
{
    /// <summary>All defaults.</summary>
    public static ShellOptions Default { get; } = new();

    /// <summary>The working directory; default: the root of the checkout.</summary>
    public string WorkingDirectory { get; init; } = Repository.Root;

    /// <summary>Variables to add to the environment of the tests, or with <see langword="null"/> to take out of it; default: none.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the process reads from its standard input, followed by its end; default: nothing, its end at once.</summary>
    public string Input { get; init; } = "";

    /// <summary>Whether standard input stays open after <see cref="Input"/>, for <see cref="Running.SendAsync"/>; default: no.</summary>
    public bool KeepInputOpen { get; init; }

    /// <summary>How long it may run before it is killed; default: 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
