using System.Collections.Immutable;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    private Task<HostRuntime>? _runtime;

    /// <summary>What .NET finds there; looked at once.</summary>
    internal Task<HostRuntime> RuntimeAsync()
    {
        lock (_processes)
            return _runtime ??= ProbeAsync();
    }

    /// <summary>The words that start an application there with <c>dotnet</c>: its own, where that has what is needed, or else that of this machine, which is sent there once.</summary>
    /// <param name="application">The main assembly of the application, on this machine.</param>
    /// <param name="shipped">Hears of what was sent.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <exception cref="HostException">There is none, and this machine's would not run there.</exception>
    internal async Task<string> DotNetAsync(string application, Action<Shipment> shipped, CancellationToken cancellationToken)
    {
        if (SharesFiles && (Facts.DotNet ?? OwnRuntime.Muxer) is { } own)
            return ShellQuote.Word(own);

        var needed = Framework.NeededBy(application);
        var runtime = await RuntimeAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Facts.DotNet is { } there && runtime.Serves(needed))
            return ShellQuote.Word(there);

        HostException No(string why) =>
            HostErrors.NoRuntime(Spec, Path.GetFileName(application), needed.IsEmpty ? ".NET" : string.Join(" and ", needed), runtime.Found, why);
        if (OwnRuntime.For(needed) is not { } parts)
            throw No("it does not have that either");
        if ((await OwnRuntime.ProbeAsync(cancellationToken).ConfigureAwait(false)).WhyNotOn(runtime) is { } why)
            throw No(why);

        var payload = await Payload.ReadAsync("dotnet", parts, cancellationToken).ConfigureAwait(false);
        var shipment = await ShipAsync(
            "the .NET runtime",
            payload,
            cache => _ = cache.Programs ? true : throw No("no folder there may hold programs: all that this user can write are mounted noexec"),
            cancellationToken).ConfigureAwait(false);
        shipped(shipment);
        var dotnet = ShellQuote.Word($"{shipment.Folder}/dotnet");
        if (!shipment.AlreadyThere && await RunAsync($"{dotnet} --list-runtimes", cancellationToken).ConfigureAwait(false) is { Succeeded: false } tried)
            throw No($"it does not start there: {tried.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? tried.Ending}");

        return runtime.HasIcu ? dotnet : $"env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 {dotnet}";
    }

    private async Task<HostRuntime> ProbeAsync() =>
        HostRuntime.Parse(await _keeper.RequestAsync(Scripts.Assign(("_sl_dotnet", Facts.DotNet ?? "")) + Scripts.Runtime, CancellationToken.None).ConfigureAwait(false));
}
