using System.Globalization;
using System.IO.Pipelines;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Brings a folder to the host, into a private cache that stays there: what is there already with the same content is not sent again.</summary>
    /// <param name="localFolder">The folder on this machine. When the host shares the files of this machine, this is where it stays.</param>
    /// <param name="cancellationToken">Ends it half-way; nothing incomplete is ever used.</param>
    /// <exception cref="HostException">It could not be written there, or the host was lost.</exception>
    public async Task<Shipment> ShipAsync(string localFolder, CancellationToken cancellationToken)
    {
        var payload = await Payload.ReadAsync(localFolder, cancellationToken).ConfigureAwait(false);
        if (SharesFiles)
            return new(Path.GetFullPath(localFolder), AlreadyThere: true, payload.Bytes, payload.Hash);

        var cache = Fact("cache");
        var folder = $"{cache}/{payload.Hash}";
        var there = await _keeper.RequestAsync($"[ ! -f {folder}/complete ] || {{ touch {folder}/complete; echo there; }}", cancellationToken).ConfigureAwait(false);
        if (there == "there")
            return new($"{folder}/files", AlreadyThere: true, payload.Bytes, payload.Hash);

        var move = Scripts.Assign(("_sl_cache", cache), ("_sl_hash", payload.Hash)) + Scripts.Ship;
        await MoveAsync($"shipping {localFolder}", move, payload.WriteAsync, cancellationToken).ConfigureAwait(false);
        return new($"{folder}/files", AlreadyThere: false, payload.Bytes, payload.Hash);
    }

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

    /// <summary>Brings the content of a folder back from the host. What is there under the same name is replaced.</summary>
    /// <param name="hostFolder">The folder on the host.</param>
    /// <param name="localFolder">The folder on this machine; made when it is not there. Nothing is ever written anywhere else.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <exception cref="HostException">It could not be read there, its archive leads out of the folder, or the host was lost.</exception>
    public Task FetchAsync(string hostFolder, string localFolder, CancellationToken cancellationToken) =>
        FetchAsync($"fetching {hostFolder}", $"cd -- {ShellQuote.Word(hostFolder)} && tar -cf - .", localFolder, cancellationToken);

    private async Task FetchAsync(string what, string pack, string localFolder, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var unpacking = UnpackAsync(pipe.Reader, localFolder, cancellationToken);
        Exception? failure = null;
        try
        {
            var (status, words) = await Transfer.RunAsync(
                this,
                what,
                NewMark("fetch"),
                $"_sl_move() {{ {pack}; }}\n",
                send: null,
                async bytes => await pipe.Writer.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            // 1 is what GNU tar says when a file was written to while it was read.
            if (status != "0" && !(status == "1" && words.Contains("changed as we read it", StringComparison.Ordinal)))
                throw HostErrors.Transfer(Spec, what, words);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            await pipe.Writer.CompleteAsync(failure).ConfigureAwait(false);
            await ((Task)unpacking).ConfigureAwait(failure is null ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UnpackAsync(PipeReader reader, string localFolder, CancellationToken cancellationToken)
    {
        try
        {
            var stream = reader.AsStream(leaveOpen: true);
            await using (stream.ConfigureAwait(false))
            {
                await new Unpacker(Spec, localFolder, Warn).UnpackAsync(stream, cancellationToken).ConfigureAwait(false);
                await stream.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // What is still written is thrown away from here on.
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task MoveAsync(string what, string move, Func<Stream, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var (status, words) = await Transfer.RunAsync(this, what, NewMark("move"), move, send, _ => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        if (status != "0")
            throw HostErrors.Transfer(Spec, what, words);
    }
}
