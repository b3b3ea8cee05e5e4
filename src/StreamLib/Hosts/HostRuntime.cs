using System.Collections.Immutable;

namespace StreamLib.Hosts;

/// <summary>What .NET finds on a machine.</summary>
/// <param name="Machine">The processor, as <c>uname -m</c> calls it.</param>
/// <param name="Libc">The kind of C library and its version, as in <c>glibc 2.36</c>.</param>
/// <param name="Frameworks">The shared frameworks; <c>null</c> when there is a <c>dotnet</c> of which they cannot be seen.</param>
/// <param name="HasIcu">Whether there is what texts in all languages need.</param>
internal sealed record HostRuntime(string Machine, string Libc, ImmutableArray<Framework>? Frameworks, bool HasIcu)
{
    /// <summary>Reads what <c>runtime.sh</c> says.</summary>
    public static HostRuntime Parse(string text)
    {
        var lines = text.Split('\n').Select(l => l.Split(' ')).ToList();
        return new(
            lines.Find(l => l is ["machine", _])?[1] ?? "",
            lines.Find(l => l is ["libc", _, _]) is { } libc ? $"{libc[1]} {libc[2]}" : "",
            lines.Exists(l => l is ["unknown"]) ? null : [.. lines.Where(l => l is ["framework", _, _]).Select(l => Framework.Parse(l[1], l[2]))],
            lines.Exists(l => l is ["icu"]));
    }

    /// <summary>Whether all that is needed is there.</summary>
    public bool Serves(ImmutableArray<Framework> needed) => Frameworks is not { } all || needed.All(n => all.Any(f => f.Serves(n)));

    /// <summary>Why the runtime of a machine like this one does not run on <paramref name="other"/>; <c>null</c> when it does.</summary>
    public string? WhyNotOn(HostRuntime other)
    {
        var ours = Version.TryParse(Libc.Split(' ')[^1], out var version) ? version : null;
        var theirs = Version.TryParse(other.Libc.Split(' ')[^1], out version) ? version : null;
        return Machine == other.Machine && Libc.Split(' ')[0] == other.Libc.Split(' ')[0] && ours is not null && theirs >= ours
            ? null
            : $"it is for {Machine} with {Libc}, and the host is {other.Machine} with {(other.Libc.Length > 0 ? other.Libc : "a C library that is not known")}";
    }

    public string Found => Frameworks is { IsEmpty: false } all ? string.Join(", ", all) : "none";
}
