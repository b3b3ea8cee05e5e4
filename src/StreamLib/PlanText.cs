using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib;

/// <summary>What a job would run and where, as text for a person: <c>--dry-run</c>. Nothing is connected or written for it.</summary>
internal sealed class PlanText
{
    private readonly StringBuilder text = new();
    private readonly JobChecks run;
    private readonly JobOptions options;
    private readonly bool isCode;

    private PlanText(JobChecks run, JobOptions options, bool isCode) => (this.run, this.options, this.isCode) = (run, options, isCode);

    /// <summary>The text.</summary>
    /// <param name="plans">The tests.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="isCode">Whether code chooses the nested tests while it runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PlanException">All that is wrong.</exception>
    public static async Task<string> OfAsync(IEnumerable<Plan> plans, JobOptions options, bool isCode, CancellationToken cancellationToken)
    {
        var run = JobChecks.Of(plans, options);
        var written = new PlanText(run, options, isCode);
        foreach (var plan in run.Plans) await written.AddAsync(plan, cancellationToken).ConfigureAwait(false);
        written.End();
        // Somebody may have written one into a command line.
        var mask = new Mask();
        foreach (var secret in options.Secrets.Values) mask.Add(secret.Value);
        return mask.Of(written.text.ToString());
    }

    private async Task AddAsync(Plan plan, CancellationToken cancellationToken)
    {
        var expected = ClaimedHosts.Expected(run.Hosts);
        var streams = Placement.Of(plan, expected ?? []);
        Line(0, $"{plan.Name}: {Counted(streams.Length, "stream")} on {Counted(streams.Select(s => s.Host.Name).Distinct().Count(), "host")}");
        foreach (var notice in run.NoticesOf(plan.Name)) Line(1, $"warning: {notice.Message} ({notice.Code})");
        foreach (var property in PlanProperties.Of(plan, options)) Line(1, property);
        var addresses = await PlannedAddresses.OfAsync(streams, options, run.Home, cancellationToken).ConfigureAwait(false);
        var lines = new PlannedLines(plan, streams, addresses, options, run.Home);
        foreach (var stream in streams)
        {
            Line(1, $"{stream.Name} on {(expected is null && run.Hosts.Length > 0 ? $"a host of {string.Join(", ", run.Hosts)}, which are not known yet" : Host(stream.Host))}");
            foreach (var property in PlanProperties.Of(stream.Declared)) Line(2, property);
            foreach (var step in stream.Declared.Steps)
            {
                Line(2, $"{step.Name}: {step.Action}");
                foreach (var property in PlanProperties.Of(step)) Line(3, property);
                if (lines.Of(stream, step) is { } line) Line(3, $"by hand: {line}");
            }

            if (isCode) Line(2, "its nested tests are chosen by the code of the test while that runs; the log of a run has the command line of each");
        }

        text.Append('\n');
    }

    private void End()
    {
        if (options.RetryInfrastructure > 0)
            Line(0, string.Create(CultureInfo.InvariantCulture, $"A test that ends in an error of the infrastructure is run again, at most {options.RetryInfrastructure} times."));
        var runs = RunOfTest.Most(options);
        if (runs > 1)
            Line(0, $"Each test runs {(options.UntilFail ? $"until it fails, at most {runs} times" : $"{runs} times")}.");
        if (run.Plans.Any(p => p.Streams.Any(s => !s.Steps.IsEmpty)))
        {
            Line(0, "By hand: paste a line into a terminal of this machine. It runs on the host of its stream; a class, and what");
            Line(0, "has a payload, runs here. Lines that meet others need a sync server: 'dotnet streams syncserver', and its address");
            Line(0, "and token in STREAMLIB_SYNC and STREAMLIB_TOKEN.");
        }

        Line(0, "Nothing was started.");
    }

    private static string Host(HostSpec host) => host.Way is [{ Kind: "local", Spec: "" }] && host.Name == "local" ? "this machine"
        : $"{host.Name} ({string.Join('|', host.Way)}{(host.Address is { } address ? $", {address}" : "")})";

    internal static string Time(TimeSpan time) => time.TotalSeconds < 120 || time.Seconds > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min");

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private void Line(int depth, string line) => text.Append(' ', 2 * depth).Append(line.ReplaceLineEndings("\n" + new string(' ', (2 * depth) + 2))).Append('\n');
}
