using System.Collections.Immutable;
using System.CommandLine;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Shared;

namespace StreamLib.Cli.Hosts;

/// <summary><c>hosts check</c>: looks at hosts before a test does.</summary>
internal static class HostsCommand
{
    // Whoever looks wants to know now; a test waits longer.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly Option<string> Hosts = new("--hosts") { Description = "The hosts: ssh:h1,ssh:h2 or @lab.json. Default: STREAM_HOSTS, else this machine." };
    private static readonly Option<string> SshConfig = new("--ssh-config") { Description = "A configuration file for ssh instead of your own." };
    private static readonly Option<bool> Clean = new("--clean") { Description = "Remove what jobs that have ended have left there: processes, changes that were to be undone, folders. Never of jobs that run, never of other users." };
    private static readonly Option<bool> Json = new("--json") { Description = "As JSON." };

    public static Command Create()
    {
        var check = new NotedCommand("check", "Looks at each host: reachable, key, system, shell, .NET, way back, clock, cache, who holds it, what ended jobs have left.", """
            A host is usable when it can be opened and reach back to this machine, by a tunnel or over FIFOs.

            Exit codes:
              0    all hosts are usable
              2    wrong usage
              3    a host is not usable
              130  cancelled
            """)
        {
            Hosts, SshConfig, Clean, Json,
        };
        check.SetAction((parsed, _) => RunAsync(parsed));
        return new Command("hosts", "Looks at hosts.") { check };
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var end = new GracefulEnd(launcher: Launcher.OfThisProcess());
        var hosts = HostsOf(GivenHosts.Checked(Hosts.Name, parsed.GetValue(Hosts)));
        var options = HostOptions.Default with
        {
            Job = $"check-{Guid.NewGuid():N}"[..14],
            SshConfig = parsed.GetValue(SshConfig) is { } config ? Path.GetFullPath(config) : null,
            ConnectTimeout = ConnectTimeout,
        };
        if (options.SshConfig is { } file && SshConfigFile.Gap(file) is { } unread) throw new PlanException(unread);
        ImmutableArray<HostCheck> checks;
        try
        {
            checks = await HostChecks.RunAsync(hosts, options, parsed.GetValue(Clean), end.Requested).ConfigureAwait(false);
        }
        catch (HostException e)
        {
            await Console.Error.WriteLineAsync(e.Text).ConfigureAwait(false);
            return ExitCode.Unreachable;
        }

        Console.Out.Write(parsed.GetValue(Json) ? CheckJson.Of(checks) : CheckTable.Of(checks));
        return checks.All(check => check.IsUsable) ? 0 : ExitCode.Unreachable;
    }

    private static ImmutableArray<HostSpec> HostsOf(string? given)
    {
        var text = given ?? Environment.GetEnvironmentVariable(GivenHosts.Variable);
        if (text is null && GivenHosts.Misspelt(Environment.GetEnvironmentVariable) is { } slip) throw new PlanException(slip);
        var namesNone = string.IsNullOrWhiteSpace(text) || GivenHosts.Empty(text) is not null;
        if (given is not null || !namesNone) return HostList.Parse(text!, Environment.CurrentDirectory);
        if (text is not null)
            Console.Error.WriteLine($"warning SL1130: {GivenHosts.Variable} is set and names no host: this machine is checked.");
        return [HostSpec.Local];
    }
}
