using Cake.Core;
using StreamLib;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLib.Shared;

namespace Cake.StreamLib;

/// <summary>Runs plans in the process of a Cake script: a live view on the console, signals, and outcomes as exceptions with an exit code.</summary>
internal sealed class StreamRunner(ICakeContext context)
{
    public string Describe(Plan plan, StreamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return Job.DescribeAsync([plan], settings.ToOptions(context)).GetAwaiter().GetResult();
        }
        catch (StreamLibException failure)
        {
            throw ExitCodes.ToCake(failure);
        }
    }

    public async Task<JobResult> RunAsync(Plan plan, StreamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        SafeConsole.Install();
        using var end = new GracefulEnd(context.Arguments.HasArgument("lifeline"), Launcher.OfThisProcess());
        try
        {
            if (settings.DryRun) return await ShowAsync(plan, settings, end.Requested).ConfigureAwait(false);
            var options = settings.ToOptions(context) with { Sinks = [new LiveText(Console.Out)] };
            var result = await Job.RunAsync(plan, options, end.Requested).ConfigureAwait(false);
            return result.ExitCode == 0 ? result : throw new CakeException(result.ExitCode, ExitCodes.Sentence(plan.Name, result));
        }
        catch (StreamLibException failure)
        {
            throw ExitCodes.ToCake(failure);
        }
    }

    private async Task<JobResult> ShowAsync(Plan plan, StreamSettings settings, CancellationToken cancellationToken)
    {
        Console.Out.Write(await Job.DescribeAsync([plan], settings.ToOptions(context), cancellationToken).ConfigureAwait(false));
        return new JobResult { Outcome = Outcome.Skip, ResultsDirectory = "", Report = new RunReport { Job = "", Complete = true, Outcome = Outcome.Skip } };
    }
}
