using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>Processes of this machine that lead to a host.</summary>
internal static class LocalProcess
{
    /// <summary>Starts one in a session of its own, so that a ^C in the terminal does not end the way to the host before the work there was stopped.</summary>
    /// <exception cref="HostException">There is no such program, or a limit of this machine is reached.</exception>
    public static Process Start(HostSpec host, ImmutableArray<string> argv)
    {
        var start = new ProcessStartInfo("setsid", argv)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (host.Environment is { } environment)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment) start.Environment[name] = value;
        }

        OuterBuild.SeparateFrom(start.Environment);

        // With an answering program given, ssh is not to look for a terminal or a display first.
        if (start.Environment.TryGetValue("SSH_ASKPASS", out var askpass) && !string.IsNullOrEmpty(askpass))
            start.Environment.TryAdd("SSH_ASKPASS_REQUIRE", "force");

        try
        {
            return DefaultSignals.Start(start);
        }
        catch (Win32Exception e)
        {
            throw HostErrors.Launcher(host, "setsid", StartFailure.Of(e));
        }
    }

    /// <summary>Runs one to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(HostSpec host, ImmutableArray<string> argv, CancellationToken cancellationToken)
    {
        using var process = Start(host, argv);
        // A process that is disposed leaves streams that were asked for open.
        using var outputs = process.StandardOutput;
        using var errors = process.StandardError;
        try
        {
            process.StandardInput.Close();
            var output = outputs.ReadToEndAsync(cancellationToken);
            var error = errors.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            // What it has left may hold them, and a read of a pipe may notice no token.
            var said = await Task.WhenAll(output, error).WaitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, said[0], said[1]);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
