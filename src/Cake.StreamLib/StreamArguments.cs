using Cake.Core;
using StreamLib;
using StreamLib.Plans;

namespace Cake.StreamLib;

/// <summary>Reads the options that every script of this addin shares from Cake's command line.</summary>
internal sealed class StreamArguments(ICakeArguments arguments)
{
    // What is read is what there is.
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    public static StreamSettings Read(ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var all = new StreamArguments(context.Arguments);
            var settings = all.Read();
            PlanGap[] strays = [.. StrayArguments.Of(context.Arguments.GetArguments().Keys, all.known)];
            return strays.Length == 0 ? settings : throw new PlanException(strays);
        }
        catch (PlanException failure)
        {
            throw ExitCodes.ToCake(failure);
        }
    }

    private StreamSettings Read() => new()
    {
        Hosts = One("hosts"),
        SshConfig = One("ssh-config"),
        Sync = One("sync"),
        ResultsDirectory = One("results"),
        ResultsRoot = One("results-root"),
        Timeout = Time("timeout"),
        Keep = Time("keep"),
        Exclusive = Flag("exclusive-hosts"),
        WaitForHosts = Time("wait-for-hosts"),
        ArtifactLimit = Size("artifact-limit") ?? JobOptions.Default.ArtifactLimit,
        CacheLimit = Size("cache-limit") ?? JobOptions.Default.CacheLimit,
        VerifyCache = Flag("verify-cache"),
        RetryInfrastructure = Number("retry-infrastructure") ?? JobOptions.Default.RetryInfrastructure,
        Repeat = Number("repeat"),
        UntilFail = Flag("until-fail"),
        NoSkip = Flag("no-skip"),
        InProcess = Flag("in-process"),
        DryRun = Flag("dry-run"),
        Secrets = new Dictionary<string, string>(OptionText.Read("--secret", All("secret"), Secret.Origins), StringComparer.Ordinal),
        Parameters = new Dictionary<string, string>(OptionText.Read("--param", [.. Seconds(), .. All("param")], ParameterText.Parse), StringComparer.Ordinal),
    };

    private IEnumerable<string> Seconds() => One("seconds") is { } seconds ? [$"seconds={seconds}"] : [];

    private TimeSpan? Time(string name) => One(name) is { } time ? OptionText.Read($"--{name}", time, Duration.Parse) : null;

    private int? Number(string name) => One(name) is { } number ? OptionText.Read($"--{name}", number, OptionText.Number) : null;

    private long? Size(string name) => One(name) is { } size ? OptionText.Read($"--{name}", size, ByteSize.Parse) : null;

    // Cake gives no value at all for --name alone.
    private bool Flag(string name) => Values(name) is { Count: > 0 } values && values.Last() switch
    {
        null or "" or "true" => true,
        "false" => false,
        var other => throw new PlanException("SL1060", $"--{name} is given '{other}': write --{name} for yes, or leave it out."),
    };

    private string? One(string name) => All(name) switch
    {
        [] => null,
        [var value] => value,
        var values => throw new PlanException("SL1061", $"--{name} is given {values.Count} times: give it once."),
    };

    private IReadOnlyList<string> All(string name)
    {
        var values = Values(name);
        if (values.Any(string.IsNullOrWhiteSpace)) throw new PlanException("SL1060", $"--{name} has no value: write --{name}=VALUE.");
        return [.. values];
    }

    private ICollection<string> Values(string name)
    {
        known.Add(name);
        return arguments.GetArguments(name);
    }
}
