using System.CommandLine;
using System.Diagnostics;
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
        var byHand = new ByHandOptions();
        var command = new Command("run", "Runs a test.") { name };
        options.AddTo(command);
        byHand.AddTo(command);
        var dryRun = DryRun.Option();
        command.Options.Add(dryRun);
        command.SetAction(async (parsed, _) =>
        {
            using var end = new GracefulEnd(parsed.GetValue(options.Lifeline));
            var only = parsed.GetValue(dryRun);
            object Make() => tests.Create(parsed.GetRequiredValue(name));
            switch (Make())
            {
                case MultiStreamTest test:
                    byHand.RefuseFor(parsed, test.GetType().Name);
                    return only ? await DryRun.ShowAsync(test, options.Job(parsed), end.Requested).ConfigureAwait(false)
                        : await Running.RunAsync(job => Job.RunAsync(() => (MultiStreamTest)Make(), job, end.Requested), options.Job(parsed)).ConfigureAwait(false);
                case NestedTest test:
                    options.RefuseForNested(parsed, test.GetType().Name);
                    var context = byHand.Of(parsed, options.Nested(parsed));
                    var timeout = options.NestedTimeout(parsed);
                    return only ? DryRun.Show(test, context) : await RunAsync(test, context, timeout, end.Requested).ConfigureAwait(false);
                case var other: throw new InvalidOperationException($"{other} is no test.");
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(NestedTest test, NestedContext context, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var outcome = await (timeout is { } limit && !Debugger.IsAttached
            ? TimedNestedRun.RunAsync(test, context, limit, Deadlines.Default.Grace, cancellationToken)
            : NestedRunner.RunAsync(test, context, cancellationToken)).ConfigureAwait(false);
        return outcome is Outcome.Aborted or Outcome.Cancelled ? 130 : outcome.ExitCode();
    }
}
