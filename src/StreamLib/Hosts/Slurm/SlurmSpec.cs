using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>What stands after <c>slurm:</c>.</summary>
/// <param name="Job">The allocation whose nodes are meant; <c>null</c> for the one that this process runs in, or for one to ask for.</param>
/// <param name="Node">The one node that is meant; <c>null</c> for all.</param>
/// <param name="Request">Options of salloc, as in <c>--nodes=4</c>.</param>
internal sealed partial record SlurmSpec(string? Job, string? Node, ImmutableArray<string> Request)
{
    // They would change what is relied on here: that it says how it goes, holds the allocation, and under which name.
    private static readonly string[] s_own = ["job-name", "no-shell", "quiet", "help", "usage", "version", "test-only", "chdir", "uid", "gid"];

    private static readonly string[] s_lists = ["nodelist", "exclude", "partition", "licenses", "gres", "gpus", "dependency", "clusters", "reservation", "profile"];

    private static readonly string[] s_flags = ["exclusive", "contiguous", "overcommit", "oversubscribe", "spread-job", "use-min-nodes", "reboot"];

    /// <summary>Whether it asks for an allocation.</summary>
    public bool Asks => !Request.IsEmpty;

    /// <summary>How many nodes it asks for; <c>null</c> when it does not say.</summary>
    public int? Nodes =>
        Request.LastOrDefault(o => o.StartsWith(NodesOption, StringComparison.Ordinal)) is { } option
        && int.TryParse(option[NodesOption.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private const string NodesOption = "--nodes=";

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static SlurmSpec Parse(string spec)
    {
        var options = Pairs(spec);
        if (options.FirstOrDefault(o => s_own.Contains(o.Name)) is { Name: not null } own)
            throw new FormatException($"the option {own.Name} is chosen by StreamLib itself");
        if (options.GroupBy(o => o.Name).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new FormatException($"the option {twice.Key} is given twice");

        var (job, node) = (Value(options, "job"), Value(options, "node"));
        var request = options.Where(o => o.Name is not ("job" or "node")).Select(o => o.Value is null ? $"--{o.Name}" : $"--{o.Name}={o.Value}").ToImmutableArray();
        if (job is null && node is not null)
            throw new FormatException("node= needs job=, the number of the allocation that the node belongs to");
        if (job is not null && !request.IsEmpty)
            throw new FormatException($"job= takes an allocation that is there already: it goes with node=, not with {request[0].TrimStart('-')}");
        if (job is not null && !JobNumber().IsMatch(job))
            throw new FormatException($"'{job}' is no number of a job");
        return new(job, node, request);
    }

    /// <summary>The spec of one node.</summary>
    public static string Of(string job, string node) => $"job={job},node={node}";

    private static List<(string Name, string? Value)> Pairs(string spec)
    {
        var pairs = new List<(string Name, string? Value)>();
        foreach (var part in Comma().Split(spec).Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            var pair = part.Split('=', 2);
            // nodelist=h1,h2
            if (pair.Length == 1 && !s_flags.Contains(part) && pairs is [.., var (name, value)] && value is not null && s_lists.Contains(name))
                pairs[^1] = (name, $"{value},{part}");
            else if (OptionName().IsMatch(pair[0]) && pair is not [_, ""])
                pairs.Add((pair[0], pair.ElementAtOrDefault(1)));
            else
                throw new FormatException($"'{part}' is no option of salloc");
        }

        return pairs;
    }

    private static string? Value(List<(string Name, string? Value)> options, string name)
    {
        var option = options.FirstOrDefault(o => o.Name == name);
        return option.Name is not null && option.Value is null ? throw new FormatException($"{name} has no value") : option.Value;
    }

    // Not inside of h[1-2,4].
    [GeneratedRegex(@",(?![^\[]*\])")]
    private static partial Regex Comma();

    [GeneratedRegex("^[a-z][a-z0-9-]+$")]
    private static partial Regex OptionName();

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex JobNumber();
}
