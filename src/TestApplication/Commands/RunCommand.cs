using System.CommandLine;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLib.Shared;
using StreamLib.Tests;

namespace StreamLib.Commands;

/// <summary><c>run NAME</c>: runs a multi-stream test as the controller of a job of its own, or one nested test alone.</summary>
internal static class RunCommand
{
    public static Command For(TestClasses tests)
    {
        var name = new Argument<string>("test") { Description = "The name of the class." };
        var options = new RunOptions();
        var command = new Command("run", "Runs a test.") { name };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var end = new GracefulEnd(parsed.GetValue(options.Lifeline));
            return tests.Create(parsed.GetRequiredValue(name)) switch
            {
                MultiStreamTest test => await RunAsync(test, options.Job(parsed), end.Requested).ConfigureAwait(false),
                NestedTest test => await RunAsync(test, options.Nested(parsed), end.Requested).ConfigureAwait(false),
                var other => throw new InvalidOperationException($"{other} is no test."),
            };
        });
        return command;
    }

    private static async Task<int> RunAsync(MultiStreamTest test, JobOptions options, CancellationToken cancellationToken)
    {
        var result = await Job.RunAsync(test, options with { Sinks = [new LiveText(Console.Out)] }, cancellationToken).ConfigureAwait(false);
        foreach (var problem in result.Problems) await Console.Error.WriteLineAsync($"warning: {problem}").ConfigureAwait(false);
        return result.ExitCode;
    }

    private static async Task<int> RunAsync(NestedTest test, NestedContext context, CancellationToken cancellationToken)
    {
        var outcome = await NestedRunner.RunAsync(test, context, cancellationToken).ConfigureAwait(false);
        return outcome is Outcome.Aborted or Outcome.Cancelled ? 130 : outcome.ExitCode();
    }
}
