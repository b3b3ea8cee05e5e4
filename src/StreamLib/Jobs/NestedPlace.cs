using System.Collections.Immutable;
using System.Text;
using StreamLib.Hosts;

namespace StreamLib.Jobs;

/// <summary>Where a nested test keeps its files: on its host while it runs, and in the results.</summary>
internal sealed class NestedPlace
{
    // A variable can have 128 KiB; a command with one is there sooner than a file is sent.
    private const int MostInVariable = 100 * 1024;

    private readonly Host host;
    private readonly string results;
    private readonly string home;

    private NestedPlace(Host host, string results, string home) => (this.host, this.results, this.home) = (host, results, home);

    /// <summary>The folder of <c>STREAMLIB_OUTPUT</c>, on the host.</summary>
    public string Output => host.SharesFiles ? Path.Combine(results, "output") : $"{home}/output";

    /// <summary>The file of <c>STREAMLIB_PARAMS</c>, on the host.</summary>
    public string Parameters => $"{home}/params.json";

    public string StandardOutput => Path.Combine(results, "stdout");

    public string StandardError => Path.Combine(results, "stderr");

    /// <summary>What the nested test reported, once it has been fetched.</summary>
    public string Report => Path.Combine(Fetched, ReportFile.Name);

    /// <summary>The folder of the results that what it left in <see cref="Output"/> is brought to.</summary>
    public string Fetched => Path.Combine(results, "output");

    public static async Task<NestedPlace> PrepareAsync(Host host, string results, string stream, string id, string parameters, CancellationToken cancellationToken)
    {
        var place = new NestedPlace(host, results, $"{host.Folder}/streams/{stream}/{id}");
        Directory.CreateDirectory(place.Fetched);
        if (host.SharesFiles)
        {
            Directory.CreateDirectory(place.home);
            var ours = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) ours.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var file = new FileStream(place.Parameters, ours);
            await using var _ = file.ConfigureAwait(false);
            await file.WriteAsync(Encoding.UTF8.GetBytes(parameters), cancellationToken).ConfigureAwait(false);
        }
        else if (Encoding.UTF8.GetByteCount(parameters) > MostInVariable)
        {
            await host.WriteAsync($"preparing the folder of {stream}/{id}", place.Output, place.Parameters, parameters, cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            var prepared = await host.RunAsync(
                new HostCommand
                {
                    Line = "umask 077 && mkdir -p \"$SL_OUTPUT\" && printf '%s\\n' \"$SL_TEXT\" > \"$SL_FILE\"",
                    Environment = ImmutableSortedDictionary<string, string>.Empty
                        .Add("SL_OUTPUT", place.Output).Add("SL_FILE", place.Parameters).Add("SL_TEXT", parameters),
                    Mark = $"{stream}/{id}",
                    IsOwn = true,
                },
                cancellationToken).ConfigureAwait(false);
            var words = Ssh.Words(prepared.Error, prepared.Ending);
            if (!prepared.Succeeded) throw HostErrors.NotPrepared(host.Spec, $"preparing the folder of {stream}/{id}", words);
        }

        return place;
    }

    /// <summary>Brings the output folder back into the results.</summary>
    /// <param name="report">The size of the report in bytes, which is there already and does not count; <c>null</c> when there is
    /// none.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <returns>What was left out, and why.</returns>
    public Task<ImmutableArray<string>> FetchAsync(long? report, CancellationToken cancellationToken) => host.SharesFiles
        ? Task.FromResult<ImmutableArray<string>>([])
        : host.FetchAsync(Output, Fetched, report is { } size ? (ReportFile.Name, size) : null, cancellationToken);
}
