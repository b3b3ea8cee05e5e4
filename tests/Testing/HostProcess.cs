using System.Globalization;

namespace StreamLibTesting;

/// <summary>A process on a host of a lab.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="UserId">The id of its user.</param>
/// <param name="State">Its state, such as <c>S</c> for sleeping or <c>Z</c> for ended but not yet noticed by its parent.</param>
/// <param name="Command">Its command line.</param>
public sealed record HostProcess(int Id, int UserId, string State, string Command)
{
    /// <summary>Whether it is part of an SSH connection, not something that runs by way of it.</summary>
    public bool IsSshd => Command.StartsWith("sshd", StringComparison.Ordinal);

    internal static HostProcess Parse(string line)
    {
        var fields = line.Split('\t', 4);
        return new HostProcess(
            int.Parse(fields[0], CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), fields[2], fields[3]);
    }
}
