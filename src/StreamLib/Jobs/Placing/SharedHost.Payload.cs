namespace StreamLib.Jobs;

#pragma warning disable CA1001 // As in the other part.
internal sealed partial class SharedHost
#pragma warning restore CA1001
{
    private readonly Dictionary<string, Task<string>> payloads = [];

    /// <summary>Brings a folder of this machine there, once; where the host shares the files of this machine, it is that folder.</summary>
    /// <returns>The folder there.</returns>
    /// <exception cref="Hosts.HostException">It could not be read here or written there, or the host was lost.</exception>
    public Task<string> PayloadAsync(string folder, CancellationToken cancellationToken)
    {
        Task<string> there;
        lock (gate)
        {
            // What could not be brought there is tried again by the next step.
            if (!payloads.TryGetValue(folder, out there!) || there.IsFaulted || there.IsCanceled)
                payloads[folder] = there = ShipOnceAsync(folder);
        }

        return there.WaitAsync(cancellationToken);
    }

    private async Task<string> ShipOnceAsync(string folder)
    {
        var host = await opening!.ConfigureAwait(false);
        if (host.SharesFiles) return folder;
        var shipment = await host.ShipProgramsAsync(folder, test.Cause.Stop).ConfigureAwait(false);
        Log(shipment.Told($"payload {Path.GetFileName(folder)}"));
        return shipment.Folder;
    }
}
