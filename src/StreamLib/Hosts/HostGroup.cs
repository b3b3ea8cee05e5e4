using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>What a command did on one host of a group.</summary>
/// <param name="Host">The host.</param>
/// <param name="Result">How the command ended; <c>null</c> when that is not known.</param>
/// <param name="Error">What was wrong with the host; <c>null</c> when the command ended.</param>
public sealed record HostResult(HostSpec Host, CommandResult? Result, HostException? Error)
{
    /// <summary>Whether the command exited with code 0.</summary>
    public bool Succeeded => Result?.Succeeded ?? false;
}

/// <summary>Several hosts, to run the same command on all of them at once.</summary>
/// <example><code>
/// await using var hosts = await HostGroup.OpenAsync("ssh:h1,ssh:h2,ssh:h3");
/// foreach (var result in await hosts.RunAsync("wget -q -O /dev/null http://mirror.lab/image.iso"))
///     Console.WriteLine($"{result.Host.Name}: {result.Result?.Ending ?? result.Error!.Message}");
/// </code></example>
public sealed class HostGroup : IAsyncDisposable
{
    private readonly ImmutableArray<(HostSpec Spec, Host? Host, HostException? Error)> _all;

    private readonly ClaimedHosts _claimed;

    private HostGroup(ClaimedHosts claimed, ImmutableArray<(HostSpec, Host?, HostException?)> all)
    {
        (_claimed, _all) = (claimed, all);
        Hosts = [.. _all.Select(h => h.Host).OfType<Host>()];
        Failures = [.. _all.Where(h => h.Error is not null).Select(h => new HostResult(h.Spec, null, h.Error))];
    }

    /// <summary>The hosts that could be opened, in the order of the list.</summary>
    public IReadOnlyList<Host> Hosts { get; }

    /// <summary>The hosts that could not be opened.</summary>
    public ImmutableArray<HostResult> Failures { get; }

    /// <summary>Opens all hosts of a list at once. One that cannot be opened is in <see cref="Failures"/> and in every result.</summary>
    /// <param name="hosts">The hosts as they are written; inventories start at the current directory.</param>
    /// <param name="options">How they are opened; <see cref="HostOptions.Default"/> when left out.</param>
    /// <param name="cancellationToken">Ends the opening; those that are open by then are closed.</param>
    /// <exception cref="PlanException">The list cannot be understood.</exception>
    /// <exception cref="HostException">Slurm gives no nodes.</exception>
    public static async Task<HostGroup> OpenAsync(string hosts, HostOptions? options = null, CancellationToken cancellationToken = default)
    {
        var specs = HostList.Parse(hosts, Environment.CurrentDirectory);
        options ??= HostOptions.Default;
        var claimed = await ClaimedHosts.ClaimAsync(specs, options, text => options.Log?.Invoke(new(text)), cancellationToken).ConfigureAwait(false);
        var opening = claimed.Hosts.Select(spec => OpenAsync(spec, options, cancellationToken)).ToArray();
        try
        {
            return new(claimed, [.. await Task.WhenAll(opening).ConfigureAwait(false)]);
        }
        catch
        {
            foreach (var task in opening.Where(t => t.IsCompletedSuccessfully))
            {
                if ((await task.ConfigureAwait(false)).Host is { } host)
                    await host.DisposeAsync().ConfigureAwait(false);
            }

            await claimed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a command line on all hosts at once and waits until it has ended everywhere.</summary>
    /// <param name="line">The line, run by <c>/bin/sh -c</c>.</param>
    /// <param name="cancellationToken">Stops the command everywhere.</param>
    /// <returns>One result for each host of the list, in its order.</returns>
    public async Task<ImmutableArray<HostResult>> RunAsync(string line, CancellationToken cancellationToken = default) =>
        [.. await Task.WhenAll(_all.Select(h => RunAsync(h.Spec, h.Host, h.Error, line, cancellationToken))).ConfigureAwait(false)];

    /// <summary>Closes all hosts.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Hosts.Select(h => h.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _claimed.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<(HostSpec, Host? Host, HostException?)> OpenAsync(HostSpec spec, HostOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return (spec, await Host.OpenAsync(spec, options, cancellationToken).ConfigureAwait(false), null);
        }
        catch (HostException e)
        {
            return (spec, null, e);
        }
    }

    private static async Task<HostResult> RunAsync(HostSpec spec, Host? host, HostException? error, string line, CancellationToken cancellationToken)
    {
        try
        {
            return host is null ? new(spec, null, error) : new(spec, await host.RunAsync(line, cancellationToken).ConfigureAwait(false), null);
        }
        catch (HostException e)
        {
            return new(spec, null, e);
        }
    }
}
