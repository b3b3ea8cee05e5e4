namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Brings a folder whose programs are to be started there, as <see cref="ShipAsync(string, CancellationToken)"/> does: logs
    /// where they cannot be.</summary>
    internal async Task<Shipment> ShipProgramsAsync(string localFolder, CancellationToken cancellationToken)
    {
        Payload payload = null!;
        await ReadingAsync($"shipping {localFolder}", ReadAsync).ConfigureAwait(false);
        return await ShipAsync(localFolder, payload, CheckPrograms, cancellationToken).ConfigureAwait(false);

        void CheckPrograms(CacheAnswer answer) => Check(localFolder, payload, answer);

        async Task ReadAsync() => payload = await Payload.ReadAsync(localFolder, cancellationToken).ConfigureAwait(false);
    }

    private void Check(string localFolder, Payload payload, CacheAnswer answer)
    {
        if (answer.Programs || !payload.Entries.Any(IsProgram)) return;
        Warn($"no program can be started from {answer.Cache}, where {localFolder} is brought (noexec): "
            + "start it by an interpreter, as in sh ./start.sh or dotnet Service.dll, or give the host a directory that allows it");
    }

    private static bool IsProgram(PayloadEntry entry) => entry.Kind == PayloadKind.File && entry.Mode.HasFlag(UnixFileMode.UserExecute);
}
