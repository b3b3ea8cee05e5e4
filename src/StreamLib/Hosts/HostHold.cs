using System.Collections.Immutable;

namespace StreamLib.Hosts;

/// <summary>A job that holds a host.</summary>
/// <param name="Exclusive">Whether it wants it for itself.</param>
/// <param name="User">Its user on the host.</param>
/// <param name="Job">Its id.</param>
/// <param name="From">Where its controller runs, and since when it holds the host.</param>
internal sealed record HostHolder(bool Exclusive, string User, string Job, string From)
{
    public override string ToString() => $"job {Job} of {User} {From}";
}

/// <summary>What a host answered to a job that wants to hold it.</summary>
/// <param name="IsHeld">Whether the job holds it now.</param>
/// <param name="Unable">Why nobody can hold it; <c>null</c> when somebody can.</param>
/// <param name="Others">The other jobs that hold it.</param>
internal sealed record HostHold(bool IsHeld, string? Unable, ImmutableArray<HostHolder> Others)
{
    public static HostHold Parse(string answer)
    {
        var lines = answer.Split('\n');
        var others = lines.Select(line => line.Split(' ', 5)).Where(words => words is ["by", _, _, _, _])
            .Select(words => new HostHolder(words[1] == "exclusive", Plain(words[2]), Plain(words[3]), Plain(words[4])));
        return new(
            lines[0] == "held",
            lines[0].StartsWith("unable ", StringComparison.Ordinal) ? lines[0]["unable ".Length..] : null,
            [.. others]);
    }

    // Anybody on the host may have written it.
    private static string Plain(string text) => string.Concat(text.Where(c => !char.IsControl(c)).Take(200));
}
