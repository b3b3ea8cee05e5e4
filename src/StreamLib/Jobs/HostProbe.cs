using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What a host has of what is required of it: asked once, by a line that any shell understands.</summary>
internal static class HostProbe
{
    private const string End = "asked";

    /// <summary>Those of the requirements that the host does not meet, and why.</summary>
    /// <exception cref="HostException">It was lost, or gave no answer.</exception>
    public static async Task<ImmutableArray<Requirement>> UnmetAsync(Host host, ImmutableArray<Requirement> requirements, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        CommandResult answer;
        try
        {
            var question = new HostCommand { Line = Script(requirements), Mark = "-probe", IsOwn = true };
            answer = await host.RunAsync(question, time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw HostErrors.NotAsked(host.Spec, $"it gave no answer within the ConnectTimeout of {HostOptions.Seconds(limit)} s");
        }

        var lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (!lines.Contains(End)) throw HostErrors.NotAsked(host.Spec, answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? answer.Ending);
        return [.. requirements.Where((requirement, i) => requirement switch
        {
            Requirement.Command => !lines.Contains(FormattableString.Invariant($"has {i}")),
            Requirement.Root => !lines.Contains("user 0"),
            Requirement.Architecture arch => !lines.Any(l => l.StartsWith("machine ", StringComparison.Ordinal) && Architecture(l[8..]) == Architecture(arch.Name)),
            _ => false,
        })];
    }

    /// <summary>The one name of a processor that goes by several.</summary>
    internal static string Architecture(string name) => name.Trim().ToLowerInvariant() switch
    {
        "x64" or "x86_64" or "x86-64" or "amd64" => "x64",
        "arm64" or "aarch64" => "arm64",
        "x86" or "i386" or "i486" or "i586" or "i686" => "x86",
        var arm when arm.StartsWith("arm", StringComparison.Ordinal) => "arm",
        var other => other,
    };

    // A name that begins with a dash is an option to command itself.
    private static string Script(ImmutableArray<Requirement> requirements) => string.Join('\n',
        requirements.Select((requirement, i) => requirement is Requirement.Command command
            ? FormattableString.Invariant($"command -v -- {ShellQuote.Word(command.Name)} >/dev/null 2>&1 && echo 'has {i}'")
            : "")
        .Where(line => line.Length > 0)
        .Append("echo \"user $(id -u)\"")
        .Append("echo \"machine $(uname -m)\"")
        .Append($"echo {End}"));
}
