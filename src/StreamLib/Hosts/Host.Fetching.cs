using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Brings the content of a folder back from the host. What is there under the same name is replaced.</summary>
    /// <param name="hostFolder">The folder on the host.</param>
    /// <param name="localFolder">The folder on this machine; made when it is not there. Nothing is ever written anywhere else.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    /// <returns>What was left out, and why: what went over <see cref="HostOptions.ArtifactLimit"/> or <see cref="HostOptions.ArtifactCount"/>, devices, links that lead out of the folder.</returns>
    /// <exception cref="HostException">It could not be read there, its archive leads out of the folder, or the host was lost.</exception>
    public Task<ImmutableArray<string>> FetchAsync(string hostFolder, string localFolder, CancellationToken cancellationToken) =>
        FetchAsync(hostFolder, localFolder, apart: null, cancellationToken);

    /// <summary>Brings the content of a folder back from the host, of which one file does not count for the limits: it may come or
    /// not.</summary>
    internal Task<ImmutableArray<string>> FetchAsync(
        string hostFolder, string localFolder, (string Name, long Size)? apart, CancellationToken cancellationToken) =>
        FetchAsync($"fetching {hostFolder}", $"cd -- {ShellQuote.Word(hostFolder)}", ".", apart, localFolder, cancellationToken);

    private async Task<ImmutableArray<string>> FetchAsync(
        string what, string go, string paths, (string Name, long Size)? apart, string localFolder, CancellationToken cancellationToken)
    {
        var but = apart is { } file ? $" ! -path {ShellQuote.Word($"./{file.Name}")}" : "";
        var script = Scripts.Assign(
            ("_sl_bytes", Options.ArtifactLimit.ToString(CultureInfo.InvariantCulture)),
            ("_sl_count", Options.ArtifactCount.ToString(CultureInfo.InvariantCulture)),
            ("_sl_asks", IsFar ? "yes" : ""))
            + $"_sl_go() {{ {go}; }}\n_sl_each() {{ find {paths}{but} \"$@\"; }}\n_sl_all() {{ tar -cf - {paths}; }}\n"
            + Scripts.Pack;
        var pipe = new Pipe();
        using var fetched = new FetchedStream(pipe.Reader.AsStream(leaveOpen: true), Options.Compress);
        var unpacking = UnpackAsync(pipe.Reader, fetched, localFolder, apart?.Size, cancellationToken);
        Exception? failure = null;
        try
        {
            var (status, words) = await Transfer.RunAsync(
                this,
                what,
                NewMark("-fetch"),
                script,
                async (input, token) =>
                {
                    if (await fetched.Answer.WaitAsync(token).ConfigureAwait(false) is { Length: > 0 } answer)
                        await input.WriteAsync(Encoding.ASCII.GetBytes($"{answer}\n"), token).ConfigureAwait(false);
                },
                async bytes =>
                {
                    // Who sends without end is not listened to until the end.
                    if ((await pipe.Writer.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false)).IsCompleted)
                        throw new IOException("nothing more is taken");
                },
                cancellationToken).ConfigureAwait(false);
            // 1 is what GNU tar says when a file was written to while it was read.
            if (status != "0" && !(status == "1" && words.Contains("changed as we read it", StringComparison.Ordinal)))
                failure = HostErrors.Transfer(Spec, what, words);
        }
        catch (Exception e) when (e is HostException or IOException or OperationCanceledException)
        {
            failure = e;
        }

        await pipe.Writer.CompleteAsync(failure as OperationCanceledException).ConfigureAwait(false);
        var leftOut = await LeftOutAsync(unpacking, failure).ConfigureAwait(false);
        foreach (var left in leftOut)
            Warn($"left out of what was fetched: {left}");
        return failure is null ? leftOut : throw failure;
    }

    // Whether there is more than this machine on the way.
    private bool IsFar => Options.Compress is not null || Spec.Way.Any(hop => hop.Kind is not ("exec" or "local"));

    private static async Task<ImmutableArray<string>> LeftOutAsync(Task<ImmutableArray<string>> unpacking, Exception? failure)
    {
        try
        {
            return await unpacking.ConfigureAwait(false);
        }
        catch (HostException e) when (e.Code == "SL2051" && failure is HostException)
        {
            // What ended the transfer is why its archive is not whole.
            return [];
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            return [];
        }
    }

    private async Task<ImmutableArray<string>> UnpackAsync(
        PipeReader reader, FetchedStream stream, string localFolder, long? apart, CancellationToken cancellationToken)
    {
        try
        {
            var (bytes, entries) = apart is { } size && Options.ArtifactLimit < long.MaxValue - size
                ? (Options.ArtifactLimit + size, Options.ArtifactCount + 1)
                : (Options.ArtifactLimit, Options.ArtifactCount);
            return await new Unpacker(Spec, localFolder, bytes, entries).UnpackAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
