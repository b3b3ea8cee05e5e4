using System.Collections.Immutable;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Brings files back from the host, with their whole path below <paramref name="localFolder"/>.</summary>
    /// <param name="patterns">Paths that the shell there expands, as in <c>/var/log/app/*.log</c>. Folders come with all that they hold.</param>
    /// <param name="folder">The folder on the host at which relative ones start.</param>
    /// <param name="localFolder">The folder on this machine; made when there is something to put into it. Nothing is ever written anywhere else.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <returns>The patterns for which there is nothing.</returns>
    /// <exception cref="HostException">It could not be read there, its archive leads out of the folder, or the host was lost.</exception>
    public async Task<ImmutableArray<string>> CollectAsync(ImmutableArray<string> patterns, string folder, string localFolder, CancellationToken cancellationToken)
    {
        var (found, missing) = (new List<string>(), ImmutableArray.CreateBuilder<string>());
        foreach (var pattern in patterns)
        {
            var paths = await _keeper.RequestAsync(
                $"cd -- {ShellQuote.Word(folder)}; for f in {ShellQuote.Pattern(pattern)}; do case $f in /*) ;; *) f=$PWD/$f ;; esac; [ ! -e \"$f\" ] || printf '%s\\n' \"$f\"; done",
                cancellationToken).ConfigureAwait(false);
            var lines = paths.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            found.AddRange(lines);
            if (lines.Length == 0) missing.Add(pattern);
        }

        if (found.Count > 0)
        {
            var list = string.Join(' ', found.Select(path => ShellQuote.Word($".{path}")));
            await FetchAsync($"collecting {found[0]}", "cd /", list, apart: null, localFolder, cancellationToken).ConfigureAwait(false);
        }

        return missing.ToImmutable();
    }
}
