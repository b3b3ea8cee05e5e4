using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Hosts;

public sealed partial class Host
{
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestLook = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits until a gate opens: a socket listens, a file is there, or a GET is answered, all as the host sees it.</summary>
    /// <param name="gate">The gate. Of <see cref="Readiness.Output"/> the host knows nothing.</param>
    /// <param name="port">The port of the step, for a gate that names none and for <c>$PORT</c> in a URL.</param>
    /// <param name="workingDirectory">What a relative path starts at.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="HostException">The host has nothing to send a GET with, or was lost.</exception>
    public Task WaitUntilReadyAsync(Readiness gate, int? port, string workingDirectory, CancellationToken cancellationToken) =>
        WaitUntilReadyAsync(gate, port, workingDirectory, _ => { }, cancellationToken);

    /// <inheritdoc cref="WaitUntilReadyAsync(Readiness, int?, string, CancellationToken)"/>
    /// <param name="gate">The gate.</param>
    /// <param name="port">The port of the step.</param>
    /// <param name="workingDirectory">What a relative path starts at.</param>
    /// <param name="saw">Is told why the gate is still closed, whenever that changes and as far as it is known.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal Task WaitUntilReadyAsync(
        Readiness gate, int? port, string workingDirectory, Action<string> saw, CancellationToken cancellationToken) => gate switch
        {
            Readiness.Port p when (p.Number ?? port) is { } number =>
                PollAsync(() => ListensAsync(number, cancellationToken), cancellationToken),
            Readiness.File f => PollAsync(
                () => AskAsync($"[ -e {ShellQuote.Word(Absolute(f.Path, workingDirectory))} ]", cancellationToken), cancellationToken),
            Readiness.Http h => AnswersAsync(WithPort(h.Url, port), saw, cancellationToken),
            _ => throw new ArgumentException($"A host cannot tell when '{gate}' is so.", nameof(gate)),
        };

    private static async Task PollAsync(Func<Task<bool>> look, CancellationToken cancellationToken)
    {
        for (var pause = s_firstLook; !await look().ConfigureAwait(false); pause = pause * 1.5 < s_longestLook ? pause * 1.5 : s_longestLook)
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
    }

    private async Task AnswersAsync(string url, Action<string> saw, CancellationToken cancellationToken)
    {
        var result = await RunAsync(
            new HostCommand
            {
                Line = Scripts.Http,
                Environment = ImmutableSortedDictionary<string, string>.Empty.Add("STREAMLIB_URL", url),
                Mark = "-ready",
                OnOutput = line => saw(WhatItSaw(line)),
                IsOwn = true,
            },
            cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 3)
            throw HostErrors.Unsupported(Spec, $"has nothing to send a GET to {url} with", "Install curl, wget or busybox there, or use another readiness gate.");
        if (!result.Succeeded)
            throw HostErrors.NotPrepared(Spec, $"sending a GET to {url}", Ssh.Words(result.Error, result.Ending));
    }

    private static string WhatItSaw(string line) => line switch
    {
        "last none" => "nothing took a connection there",
        "last strange" => "no HTTP answer came within 5 s",
        _ => $"the last answer had status {line["last ".Length..]}",
    };

    private static string Absolute(string path, string workingDirectory) =>
        path.StartsWith('/') || workingDirectory.Length == 0 ? path : $"{workingDirectory.TrimEnd('/')}/{path}";

    private static string WithPort(string url, int? port) => port is { } number
        ? url.Replace("${PORT}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("$PORT", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        : url;
}
