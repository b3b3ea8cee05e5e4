using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>The folder on the host of what is registered for the end: a file with a script for each, the last name first.</summary>
    internal string Ends => $"{Folder}/ends";

    /// <summary>Registers a command that undoes a change of the host, before the change is made. The host holds it and runs it in every ending:
    /// when the host is closed, and by itself when the controller is killed or no longer heard. Last registered first, each for at most
    /// <see cref="HostOptions.CleanupTimeout"/> less <see cref="HostOptions.Grace"/>.</summary>
    /// <param name="line">The line, run by <c>/bin/sh</c>. How it ended is in the log.</param>
    /// <param name="environment">Variables that it sees.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">The host was lost, or cannot hold it.</exception>
    public async Task OnEndAsync(string line, ImmutableSortedDictionary<string, string>? environment, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(line);
        var script = new StringBuilder($"# {Label(line)}\n");
        foreach (var (name, value) in environment ?? ImmutableSortedDictionary<string, string>.Empty)
            script.Append(CultureInfo.InvariantCulture, $"export {name}={ShellQuote.Word(value)}\n");
        script.Append(line).Append('\n');
        var draft = $"{Folder}/end.draft";
        var answer = await _keeper.RequestAsync(
            string.Create(CultureInfo.InvariantCulture, $"printf %s {ShellQuote.Word(script.ToString())} >{draft} || exit; n=1; while ! ln {draft} {Ends}/$(printf %06d $n) 2>/dev/null; do n=$((n+1)); [ $n -lt 100000 ] || exit 1; done; rm {draft}; echo held"),
            cancellationToken).ConfigureAwait(false);
        if (answer != "held")
            throw HostErrors.Transfer(Spec, "registering what undoes a change", answer);
    }

    private static string Label(string line) => line.ReplaceLineEndings(" ") is { Length: > 200 } longer ? $"{longer[..199]}…" : line.ReplaceLineEndings(" ");
}
