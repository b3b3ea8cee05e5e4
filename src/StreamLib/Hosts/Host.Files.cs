using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Brings one file, such as a script, into <see cref="Folder"/>.</summary>
    /// <returns>Its path on the host.</returns>
    /// <exception cref="HostException">It could not be written there, or the host was lost.</exception>
    public async Task<string> UploadAsync(string localFile, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        var path = $"{Folder}/files/{number}/{Path.GetFileName(localFile)}";
        var word = ShellQuote.Word(path);
        var file = File.OpenRead(localFile);
        await using (file.ConfigureAwait(false))
        {
            var move = $"_sl_move() {{ mkdir -p {ShellQuote.Word($"{Folder}/files/{number}")} && cat >{word} && chmod 700 {word}; }}\n";
            await MoveAsync($"sending {localFile}", move, file.CopyToAsync, cancellationToken).ConfigureAwait(false);
        }

        return path;
    }

    /// <summary>Makes a folder, and a file with a text of any length, which only this user can read.</summary>
    internal Task WriteAsync(string what, string folder, string path, string text, CancellationToken cancellationToken)
    {
        var move = $"_sl_move() {{ mkdir -p {ShellQuote.Word(folder)} && cat >{ShellQuote.Word(path)}; }}\n";
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        return MoveAsync(what, move, (input, token) => input.WriteAsync(bytes, token).AsTask(), cancellationToken);
    }

    private async Task MoveAsync(string what, string move, Func<Stream, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var (status, words) = await Transfer.RunAsync(this, what, NewMark("-move"), move, send, _ => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        if (status != "0")
            throw HostErrors.Transfer(Spec, what, words);
    }
}
