using System.Globalization;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Looks at a file that a test may have left, or something else under its name. Nothing that is not a file is
    /// opened.</summary>
    /// <param name="folder">The folder on the host.</param>
    /// <param name="name">The name of the file in it.</param>
    /// <param name="most">The content of a file comes with the reply when it has at most so many bytes; 0 for never.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">The host was lost, or does not say what is there.</exception>
    internal async Task<FileOnHost> LookAtAsync(string folder, string name, int most, CancellationToken cancellationToken)
    {
        var what = $"{ShellQuote.Word(folder)} {ShellQuote.Word(name)} {most.ToString(CultureInfo.InvariantCulture)}";
        var reply = await _keeper.RequestAsync($"{Scripts.Report}_sl_report {what}", cancellationToken).ConfigureAwait(false);
        var end = reply.IndexOf('\n', StringComparison.Ordinal);
        var (first, content) = end < 0 ? (reply, "") : (reply[..end], reply[(end + 1)..]);
        switch (first.Split(' '))
        {
            case ["gone"]:
                return new(FileKind.None, HasFolder: false, IsAlone: true, 0, null);
            case ["closed"]:
                return new(FileKind.Closed, HasFolder: true, IsAlone: true, 0, null);
            case [var word, var rest, var length] when Enum.TryParse<FileKind>(word, ignoreCase: true, out var kind)
                && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                return new(kind, HasFolder: true, IsAlone: rest == "alone", size, kind == FileKind.File && size <= most ? content : null);
            default:
                throw HostErrors.Transfer(Spec, $"looking at {folder}/{name}", first);
        }
    }

    /// <summary>Brings one file from the host, at most so many bytes of it.</summary>
    /// <param name="hostFile">The file on the host.</param>
    /// <param name="localFile">The file on this machine; what is there is replaced.</param>
    /// <param name="most">How many bytes at most.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <exception cref="HostException">It could not be read there, or the host was lost.</exception>
    internal async Task FetchFileAsync(string hostFile, string localFile, long most, CancellationToken cancellationToken)
    {
        var what = $"fetching {hostFile}";
        var move = $"_sl_move() {{ head -c {most.ToString(CultureInfo.InvariantCulture)} -- {ShellQuote.Word(hostFile)}; }}\n";
        var file = File.Create(localFile);
        await using var _ = file.ConfigureAwait(false);
        ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => file.WriteAsync(bytes, CancellationToken.None);
        var (status, words) = await Transfer.RunAsync(this, what, NewMark("-file"), move, null, WriteAsync, cancellationToken)
            .ConfigureAwait(false);
        if (status != "0") throw HostErrors.Transfer(Spec, what, words);
    }
}
