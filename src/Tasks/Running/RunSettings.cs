using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>What a build chooses for one run, read from what its properties say.</summary>
/// <param name="given">Gives what a parameter of the task, or the property of the same purpose on the command line, says; <c>null</c> when neither does.</param>
/// <param name="gaps">Where to note what cannot be read.</param>
internal sealed class RunSettings(Func<string, string?> given, ICollection<ItemGap> gaps)
{
    public string? Hosts => given("Hosts");

    public string? SshConfig => given("SshConfig");

    public bool ExclusiveHosts => Flag("ExclusiveHosts");

    public bool DryRun => Flag("DryRun");

    public bool VerifyCache => Flag("VerifyCache");

    /// <summary>The job that runs a plan.</summary>
    /// <param name="folder">What relative paths start at.</param>
    /// <param name="variable">Gives the value of an environment variable, or <c>null</c>.</param>
    public JobOptions Job(string folder, Func<string, string?> variable) => JobOptions.Default with
    {
        Hosts = Hosts,
        Variable = variable,
        SshConfig = SshConfig is { } file ? Path.Combine(folder, file) : null,
        WorkingDirectory = folder,
        Parameters = Read("Parameters", _ => ParameterText.Parse(List("Parameters"))) ?? ImmutableSortedDictionary<string, string>.Empty,
        Secrets = Read("Secrets", _ => Secret.Parse(List("Secrets"), variable)) ?? ImmutableSortedDictionary<string, Secret>.Empty,
        Timeout = Time("Timeout"),
        Keep = Time("Keep"),
        Exclusive = ExclusiveHosts,
        WaitForHosts = Time("WaitForHosts"),
        ArtifactLimit = Size("ArtifactLimit") ?? JobOptions.Default.ArtifactLimit,
        CacheLimit = Size("CacheLimit") ?? JobOptions.Default.CacheLimit,
        VerifyCache = VerifyCache,
        RetryInfrastructure = Number("RetryInfrastructure") ?? JobOptions.Default.RetryInfrastructure,
        Repeat = Number("Repeat"),
        UntilFail = Flag("UntilFail"),
        NoSkip = Flag("NoSkip"),
    };

    /// <summary>The same for the command line of a test application.</summary>
    /// <param name="folder">What relative paths start at.</param>
    public IEnumerable<string> Arguments(string folder) =>
    [
        .. Option("--hosts", Hosts), .. Option("--ssh-config", SshConfig is { } file ? Path.Combine(folder, file) : null),
        .. List("Parameters").SelectMany(pair => Option("--param", pair)), .. List("Secrets").SelectMany(pair => Option("--secret", pair)),
        .. Option("--timeout", given("Timeout")), .. Option("--keep", given("Keep")), .. Option("--wait-for-hosts", given("WaitForHosts")),
        .. Option("--artifact-limit", given("ArtifactLimit")), .. Option("--cache-limit", given("CacheLimit")),
        .. Option("--retry-infrastructure", given("RetryInfrastructure")), .. Option("--repeat", given("Repeat")),
        .. Switch("--exclusive-hosts", ExclusiveHosts), .. Switch("--verify-cache", VerifyCache), .. Switch("--until-fail", Flag("UntilFail")), .. Switch("--no-skip", Flag("NoSkip")),
    ];

    private static IEnumerable<string> Switch(string name, bool on) => on ? [name] : [];

    private static IEnumerable<string> Option(string name, string? value) => value is null ? [] : [$"{name}={value}"];

    private string[] List(string name) => Terms.List(given(name) ?? "");

    private TimeSpan? Time(string name) => Read(name, text => (TimeSpan?)Duration.Parse(text));

    private int? Number(string name) => Read(name, text => (int?)OptionText.Number(text));

    private long? Size(string name) => Read(name, text => (long?)ByteSize.Parse(text));

    private bool Flag(string name) => Read(name, Terms.Flag);

    private T? Read<T>(string name, Func<string, T> parse)
    {
        if (given(name) is not { } text) return default;
        try
        {
            return OptionText.Read($"Stream{name}", text, parse);
        }
        catch (PlanException failure)
        {
            foreach (var gap in failure.Gaps) gaps.Add(new ItemGap(gap, null));
            return default;
        }
    }
}
