using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>A run that has ended, and what it left.</summary>
/// <param name="Report">What is known of it.</param>
/// <param name="Folder">The folder of its results.</param>
internal sealed record FinishedRun(RunReport Report, string Folder)
{
    /// <summary>What the disk refused to take of the results.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
