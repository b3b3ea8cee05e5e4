using Cake.Core;
using Cake.Core.Annotations;
using StreamLib;
using StreamLib.Plans;

namespace Cake.StreamLib;

public static partial class StreamAliases
{
    /// <summary>Runs a multi-stream test with the options of the command line, as <see cref="StreamSettings.FromArguments"/> reads them.</summary>
    /// <param name="context">The context of the script.</param>
    /// <param name="plan">The test.</param>
    /// <returns>Where its results are. A test that did not pass is an exception. After a dry run the outcome is <see cref="Outcome.Skip"/>, and there are no results: the folder is "".</returns>
    /// <exception cref="CakeException">It did not pass, or the plan or an option is invalid. Its exit code is 1 when a test failed, 2 for a wrong plan or
    /// option, 3 when only infrastructure went wrong and 130 when the run was cancelled by SIGINT, SIGTERM or SIGHUP.</exception>
    /// <example><code>
    /// Task("Hello").Does(() => RunStreams(Plan.Named("Hello")
    ///     .Stream("one", s => s.Run("greet", "echo hello"))
    ///     .Stream("two", s => s.Run("greet", "echo hello"))));
    /// </code></example>
    [CakeMethodAlias]
    public static JobResult RunStreams(this ICakeContext context, Plan plan) => RunStreams(context, plan, StreamSettings.FromArguments(context));

    /// <summary>Runs a multi-stream test.</summary>
    /// <param name="context">The context of the script.</param>
    /// <param name="plan">The test.</param>
    /// <param name="settings">Where and how.</param>
    /// <returns>Where its results are. A test that did not pass is an exception. After a dry run the outcome is <see cref="Outcome.Skip"/>, and there are no results: the folder is "".</returns>
    /// <exception cref="CakeException">It did not pass, or the plan or a setting is invalid. Its exit code is 1 when a test failed, 2 for a wrong plan or
    /// setting, 3 when only infrastructure went wrong and 130 when the run was cancelled by SIGINT, SIGTERM or SIGHUP.</exception>
    /// <example><code>
    /// Task("Hello").Does(() => RunStreams(
    ///     Plan.Named("Hello").Role("client", "*", s => s.Run("greet", "echo hello")),
    ///     new StreamSettings { Hosts = "ssh:h1,ssh:h2", ResultsDirectory = "artifacts/hello" }));
    /// </code></example>
    [CakeMethodAlias]
    public static JobResult RunStreams(this ICakeContext context, Plan plan, StreamSettings settings) =>
        RunStreamsAsync(context, plan, settings).GetAwaiter().GetResult();

    /// <summary>Says what running a multi-stream test with the options of the command line would do: what runs where, and the command lines that run its nested tests by hand. Nothing is
    /// connected or written.</summary>
    /// <param name="context">The context of the script.</param>
    /// <param name="plan">The test.</param>
    /// <returns>Text for a person.</returns>
    /// <exception cref="CakeException">The plan or an option is invalid; its exit code is 2.</exception>
    /// <example><code>
    /// Task("Show").Does(() => Information(DescribeStreams(plan)));
    /// </code></example>
    [CakeMethodAlias]
    public static string DescribeStreams(this ICakeContext context, Plan plan) => DescribeStreams(context, plan, StreamSettings.FromArguments(context));

    /// <summary>Says what running a multi-stream test would do: what runs where, and the command lines that run its nested tests by hand. Nothing is connected or written.</summary>
    /// <param name="context">The context of the script.</param>
    /// <param name="plan">The test.</param>
    /// <param name="settings">Where and how.</param>
    /// <returns>Text for a person.</returns>
    /// <exception cref="CakeException">The plan or a setting is invalid; its exit code is 2.</exception>
    /// <example><code>
    /// Task("Show").Does(() => Information(DescribeStreams(plan, new StreamSettings { Hosts = "ssh:h1,ssh:h2" })));
    /// </code></example>
    [CakeMethodAlias]
    public static string DescribeStreams(this ICakeContext context, Plan plan, StreamSettings settings) => new StreamRunner(context).Describe(plan, settings);

    /// <summary>Runs a multi-stream test while the script does something else.</summary>
    /// <param name="context">The context of the script.</param>
    /// <param name="plan">The test.</param>
    /// <param name="settings">Where and how.</param>
    /// <returns>Where its results are. A test that did not pass is an exception. After a dry run the outcome is <see cref="Outcome.Skip"/>, and there are no results: the folder is "".</returns>
    /// <exception cref="CakeException">It did not pass, or the plan or a setting is invalid. Its exit code is 1 when a test failed, 2 for a wrong plan or
    /// setting, 3 when only infrastructure went wrong and 130 when the run was cancelled by SIGINT, SIGTERM or SIGHUP.</exception>
    /// <example><code>
    /// Task("Hello").Does(async () => await RunStreamsAsync(
    ///     Plan.Named("Hello").Stream("one", s => s.Run("greet", "echo hello")),
    ///     StreamSettings.FromArguments(Context)));
    /// </code></example>
    [CakeMethodAlias]
    public static Task<JobResult> RunStreamsAsync(this ICakeContext context, Plan plan, StreamSettings settings) =>
        new StreamRunner(context).RunAsync(plan, settings);
}
