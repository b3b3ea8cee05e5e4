using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib;

/// <summary>One option of a run as it is written on a command line.</summary>
/// <param name="Name">As in <c>--hosts</c>.</param>
/// <param name="Set">The options with what it was given: one text, or all where it may be repeated; none for a flag.</param>
internal sealed record RunArgument(string Name, Func<JobOptions, IReadOnlyList<string>, JobOptions> Set)
{
    public bool IsFlag { get; init; }

    public bool IsRepeatable { get; init; }
}

/// <summary>Reads the options of a run from the arguments of a process, without a library for command lines.</summary>
internal static class RunArguments
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<RunArgument> All { get; } =
    [
        Text("--hosts", (options, text) => options with { Hosts = text }),
        Text("--ssh-config", (options, text) => options with { SshConfig = text }),
        Text("--results", (options, text) => options with { ResultsDirectory = text }),
        Text("--results-root", (options, text) => options with { ResultsRoot = text }),
        new("--param", (options, texts) => options with { Parameters = ParameterText.Parse(texts) }) { IsRepeatable = true },
        new("--secret", (options, texts) => options with { Secrets = Secret.Parse(texts, Environment.GetEnvironmentVariable) })
        {
            IsRepeatable = true,
        },
        Text("--timeout", (options, text) => options with { Timeout = Duration.Parse(text) }),
        Text("--keep", (options, text) => options with { Keep = Duration.Parse(text) }),
        Flag("--exclusive-hosts", options => options with { Exclusive = true }),
        Text("--wait-for-hosts", (options, text) => options with { WaitForHosts = Duration.Parse(text) }),
        Text("--artifact-limit", (options, text) => options with { ArtifactLimit = ByteSize.Parse(text) }),
        Text("--cache-limit", (options, text) => options with { CacheLimit = ByteSize.Parse(text) }),
        Flag("--verify-cache", options => options with { VerifyCache = true }),
        Text("--retry-infrastructure", (options, text) => options with { RetryInfrastructure = OptionText.Number(text) }),
        Text("--repeat", (options, text) => options with { Repeat = OptionText.Number(text) }),
        Flag("--until-fail", options => options with { UntilFail = true }),
        Flag("--no-skip", options => options with { NoSkip = true }),
        Flag("--in-process", options => options with { InProcess = true }),
        Text("--sync", (options, text) => options with { Sync = text }),
    ];

    /// <summary>The options with what is written.</summary>
    /// <exception cref="PlanException">All that is wrong.</exception>
    public static JobOptions Read(IEnumerable<string> arguments, JobOptions options)
    {
        var gaps = new List<PlanGap>();
        var given = Given([.. arguments.TakeWhile(word => word != "--")], gaps);
        foreach (var (option, texts) in given)
        {
            if (!option.IsRepeatable && texts.Count > 1)
                gaps.Add(new("SL1061", $"{option.Name} is given {texts.Count} times: give it once."));
            else if (texts.Exists(string.IsNullOrWhiteSpace))
                gaps.Add(NoValue(option));
            else
                options = Set(option, options, texts, gaps);
        }

        return gaps.Count == 0 ? options : throw new PlanException(gaps);
    }

    private static Dictionary<RunArgument, List<string>> Given(string[] words, List<PlanGap> gaps)
    {
        var given = new Dictionary<RunArgument, List<string>>();
        for (var i = 0; i < words.Length; i++)
        {
            var parts = words[i].Split('=', 2);
            if (All.FirstOrDefault(option => option.Name == parts[0]) is not { } known)
            {
                gaps.Add(Unknown(words[i], parts[0]));
                // What follows is more likely its value than a mistake of its own.
                if (parts.Length == 1 && parts[0].StartsWith('-') && i + 1 < words.Length && !words[i + 1].StartsWith('-')) i++;
                continue;
            }

            var text = parts.Length > 1 ? parts[1]
                : known.IsFlag ? "true"
                : i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal) ? words[++i]
                : null;
            if (text is null) gaps.Add(NoValue(known));
            else if (!given.TryAdd(known, [text])) given[known].Add(text);
        }

        return given;
    }

    private static JobOptions Set(RunArgument option, JobOptions options, List<string> texts, List<PlanGap> gaps)
    {
        try
        {
            return OptionText.Read(option.Name, texts, all => option.Set(options, [.. all]));
        }
        catch (PlanException e)
        {
            gaps.AddRange(e.Gaps);
            return options;
        }
    }

    private static PlanGap NoValue(RunArgument option) =>
        new("SL1060", $"{option.Name} has no value: write {option.Name} VALUE, or {option.Name}=VALUE.");

    private static PlanGap Unknown(string word, string name)
    {
        if (!name.StartsWith('-'))
            return new("SL1056", $"'{word}' is not an option: leave it out, or write it after --, as one of the program's own.");
        string[] names = [.. All.Select(option => option.Name["--".Length..])];
        var meant = Spelling.Meant(name.TrimStart('-'), names) is { } near ? $": write --{near}" : "";
        return new("SL1054", $"There is no option {name}{meant}. There are {string.Join(", ", All.Select(option => option.Name))}.");
    }

    private static RunArgument Text(string name, Func<JobOptions, string, JobOptions> set) =>
        new(name, (options, texts) => set(options, texts[0]));

    private static RunArgument Flag(string name, Func<JobOptions, JobOptions> set) => new(name, (options, texts) => texts[0] switch
    {
        "true" => set(options),
        "false" => options,
        var other => throw new PlanException("SL1086", $"'{other}' is neither true nor false: write {name} for yes, or leave it out."),
    })
    {
        IsFlag = true,
    };
}
