using Cake.Core;
using StreamLib;
using StreamLib.Plans;

namespace Cake.StreamLib;

/// <summary>Reads the options that every script of this addin shares from Cake's command line.</summary>
internal sealed class StreamArguments(ICakeArguments arguments)
{
    public static StreamSettings Read(ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return new StreamArguments(context.Arguments).Read();
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
        Timeout = One("timeout") is { } timeout ? Duration.Parse(timeout) : null,
        Keep = One("keep") is { } keep ? Duration.Parse(keep) : null,
        ArtifactLimit = One("artifact-limit") is { } artifacts ? ByteSize.Parse(artifacts) : JobOptions.Default.ArtifactLimit,
        CacheLimit = One("cache-limit") is { } cache ? ByteSize.Parse(cache) : JobOptions.Default.CacheLimit,
        VerifyCache = One("verify-cache") is "true" or "yes",
        Secrets = new Dictionary<string, string>(ParameterText.Parse(All("secret")), StringComparer.Ordinal),
        Parameters = new Dictionary<string, string>(ParameterText.Parse([.. Seconds(), .. All("param")]), StringComparer.Ordinal),
    };

    private IEnumerable<string> Seconds() => One("seconds") is { } seconds ? [$"seconds={seconds}"] : [];

    private string? One(string name) => All(name) switch
    {
        [] => null,
        [var value] => value,
        var values => throw new PlanException("SL1061", $"--{name} is given {values.Count} times: give it once."),
    };

    private IReadOnlyList<string> All(string name)
    {
        var values = arguments.GetArguments(name);
        if (values.Any(string.IsNullOrWhiteSpace)) throw new PlanException("SL1060", $"--{name} has no value: write --{name}=VALUE.");
        return [.. values];
    }
}
