using StreamLib.Hosts;

namespace StreamLib.Jobs;

/// <summary>Brings the report of a nested test here and reads it, apart from all else that the test left: the same way on every kind
/// of host.</summary>
internal static class ReportFile
{
    public const string Name = "events.jsonl";

    // What comes with the reply of the host, without a session of its own.
    private const int Small = 64 * 1024;

    /// <summary>Reads the report.</summary>
    /// <param name="host">The host that the nested test ran on.</param>
    /// <param name="place">Where its files are.</param>
    /// <param name="hide">Takes secrets out of the folder of the results that the report was brought to.</param>
    /// <param name="bounds">How much is read.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <returns>What it says, and what was found on the host; <c>null</c> when the host did not say. Nothing is thrown: what
    /// goes wrong is the <see cref="ReportedLines.Problem"/>.</returns>
    public static async Task<(ReportedLines Lines, FileOnHost? Found)> ReadAsync(
        Host host, NestedPlace place, Action hide, ReportBounds bounds, CancellationToken cancellationToken)
    {
        FileOnHost? found = null;
        try
        {
            found = await host.LookAtAsync(place.Output, Name, host.SharesFiles ? 0 : Small, cancellationToken).ConfigureAwait(false);
            if (Problem(found.Kind) is { } problem) return (new() { Problem = problem }, found);
            if (found.Kind == FileKind.None) return (ReportedLines.Empty, found);
            if (!host.SharesFiles) await BringAsync(host, place, found, bounds, cancellationToken).ConfigureAwait(false);
            hide();
            const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
            var stream = new FileStream(place.Report, FileMode.Open, FileAccess.Read, Others, bufferSize: 0);
            await using var _ = stream.ConfigureAwait(false);
            return (ReportReader.Read(stream, bounds, cancellationToken), found);
        }
        catch (OperationCanceledException)
        {
            return (new() { Problem = ReportErrors.NotReadInTime(bounds) }, found);
        }
        catch (Exception e) when (e is HostException or IOException or UnauthorizedAccessException)
        {
            return (new() { Problem = ReportErrors.NotFetched(e.Message) }, found);
        }
    }

    private static string? Problem(FileKind kind) => kind switch
    {
        FileKind.Link => ReportErrors.NotAFile("a symbolic link"),
        FileKind.Folder => ReportErrors.NotAFile("a folder"),
        FileKind.Other => ReportErrors.NotAFile("a pipe, a socket or a device"),
        FileKind.Unreadable => ReportErrors.NoAccessToReport,
        FileKind.Closed => ReportErrors.NoAccessToFolder,
        _ => null,
    };

    private static async Task BringAsync(
        Host host, NestedPlace place, FileOnHost found, ReportBounds bounds, CancellationToken cancellationToken)
    {
        if (found.Content is { } content)
            await File.WriteAllTextAsync(place.Report, content.Length > 0 ? $"{content}\n" : "", cancellationToken).ConfigureAwait(false);
        else
            await host.FetchFileAsync($"{place.Output}/{Name}", place.Report, bounds.MostBytes + 1, cancellationToken)
                .ConfigureAwait(false);
    }
}
