using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Brings a folder to the host, into a private cache that stays there: what is there already with the same content is not sent again.</summary>
    /// <param name="localFolder">The folder on this machine. When the host shares the files of this machine, this is where it stays.</param>
    /// <param name="cancellationToken">Ends it half-way; nothing incomplete is ever used.</param>
    /// <exception cref="HostException">It could not be read here or written there, or the host was lost.</exception>
    public async Task<Shipment> ShipAsync(string localFolder, CancellationToken cancellationToken)
    {
        Payload payload = null!;
        await ReadingAsync($"shipping {localFolder}", async () => payload = await Payload.ReadAsync(localFolder, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return SharesFiles
            ? new(Path.GetFullPath(localFolder), AlreadyThere: true, payload.Bytes, payload.Hash)
            : await ShipAsync(localFolder, payload, _ => { }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings a payload to the host, when that is as it has to be.</summary>
    internal async Task<Shipment> ShipAsync(string what, Payload payload, Action<CacheAnswer> check, CancellationToken cancellationToken)
    {
        what = $"shipping {what}";
        var variables = Scripts.Assign(
            ("_sl_folder", Folder),
            ("_sl_hash", payload.Hash),
            ("_sl_label", payload.Label),
            ("_sl_limit", (Options.CacheLimit / 1024).ToString(CultureInfo.InvariantCulture)),
            ("_sl_private", payload.Bytes > Options.CacheLimit ? "yes" : ""),
            ("_sl_contents", Options.VerifyCache ? payload.Contents : ""));
        var text = await _keeper.RequestLongAsync(variables + Scripts.Look, cancellationToken).ConfigureAwait(false);
        var answer = CacheAnswer.Parse(text) ?? throw HostErrors.Transfer(Spec, what, Ssh.Words(text, "the cache could not be looked at"));
        foreach (var note in answer.Notes)
            Warn(note);
        check(answer);
        if (answer.There is { } there)
            return new($"{there}/files", AlreadyThere: true, payload.Bytes, payload.Hash);

        var delta = answer.Base is { } earlier ? PayloadDelta.Between(earlier, answer.Manifest, payload) : PayloadDelta.Whole(payload);
        var entry = await SendAsync(what, payload, delta, answer, variables, cancellationToken).ConfigureAwait(false);
        return new($"{entry}/files", AlreadyThere: false, payload.Bytes, payload.Hash) { Sent = delta.Send.Sum(e => e.Length) };
    }

    private async Task<string> SendAsync(string what, Payload payload, PayloadDelta delta, CacheAnswer answer, string variables, CancellationToken cancellationToken)
    {
        // Twice what the trial takes, or the trial is the larger part.
        var asks = IsFar && delta.Send.Sum(e => e.Length) > 2 * Compression.Sample;
        var move = variables
            + Scripts.Assign(("_sl_cache", answer.Cache), ("_sl_from", delta.Base), ("_sl_asks", asks ? "yes" : ""))
            + $"_sl_remove() {{ cd \"$1\" && rm -rf -- {ShellQuote.Line(delta.Remove.Select(name => $"./{name}"))} && cd /; }}\n"
            + Scripts.Ship;
        var way = new ShippingStream(answer.CanUnzip, Options.Compress);
        var said = new StringBuilder();
        var (status, words) = await Transfer.RunAsync(
            this,
            what,
            NewMark("-move"),
            move,
            async (input, token) =>
            {
                await using var _ = way.ConfigureAwait(false);
                await ReadingAsync(what, () => new PayloadWriter(payload, delta.Send).WriteAsync(asks ? way.To(input) : input, token)).ConfigureAwait(false);
            },
            bytes =>
            {
                way.Hear(said.Append(Encoding.UTF8.GetString(bytes.Span)).ToString());
                return ValueTask.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return status == "0" && said.ToString().Split('\n').FirstOrDefault(l => l.StartsWith("entry ", StringComparison.Ordinal)) is { } line
            ? line["entry ".Length..]
            : throw HostErrors.Transfer(Spec, what, words);
    }

    // Not what was written to: a pipe says that in another way.
    private async Task ReadingAsync(string what, Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException or PayloadChangedException)
        {
            throw HostErrors.Payload(Spec, what, e.Message);
        }
    }
}
