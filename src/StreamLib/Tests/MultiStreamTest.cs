using System.Collections.Immutable;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>A multi-stream test written in C#: it declares its streams, and runs nested tests on them.</summary>
/// <remarks>A test application makes an object of the class for each variant of a <see cref="Plan.Matrix"/>, each of its repeated runs and each attempt, so that none finds what another one left
/// in its fields. <see cref="Job.RunAsync(MultiStreamTest, JobOptions?, CancellationToken)"/> has only the object that it is given: it runs all of them, one after another, each with
/// <see cref="Params"/> of its own.</remarks>
/// <example><code>
/// sealed class MultiNetperf : MultiStreamTest
/// {
///     protected override Plan Streams(Plan plan) => plan.Stream("server").Role("client", StreamCount.Remaining);
///
///     protected override async Task Test(StreamSet streams)
///     {
///         await using var server = await streams["server"].Start&lt;NetServer>();
///         await Task.WhenAll(streams.Role("client").Select(client => client.Run&lt;NetPerf>()));
///         await server.WaitAsync();
///     }
/// }
/// </code></example>
public abstract partial class MultiStreamTest
{
    private TestParameters parameters = new(ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The parameters of the test: those that <see cref="Streams"/> declares, and those of the command line, which go before them.</summary>
    protected TestParameters Params => parameters;

    /// <summary>Declares the streams, and whatever else a plan can say of the whole test. Steps that it declares in them run beside <see cref="Test"/>, which drives the others: so the
    /// streams of a plan, such as a load in the background, become part of any test with <see cref="Plan.With"/>.</summary>
    /// <param name="plan">A plan that bears the name of the class.</param>
    protected abstract Plan Streams(Plan plan);

    /// <summary>The test. What it leaves running in the background is stopped when it returns.</summary>
    /// <param name="streams">The streams on their hosts.</param>
    protected abstract Task Test(StreamSet streams);

    /// <summary>Takes evidence after the first failure, while everything still runs: <c>await streams["server"].Host.Run("dmesg")</c>. By default nothing.
    /// It may take as long as <see cref="Deadlines.EvidenceTimeout"/>. Where failures let the other streams go on (<see cref="FailureMode.Continue"/>), it is called for each of them.</summary>
    /// <param name="streams">The streams on their hosts.</param>
    protected virtual Task OnFailure(StreamSet streams) => Task.CompletedTask;

    internal Plan Declare()
    {
        var type = GetType();
        try
        {
            return Streams(new Plan { Name = type.Name, Suite = type.Namespace ?? type.Assembly.GetName().Name ?? "Streams" });
        }
#pragma warning disable CA1031 // Whatever a test throws is its mistake, not ours.
        catch (Exception e) when (e is not StreamLibException)
#pragma warning restore CA1031
        {
            throw new PlanException("SL1045", $"{type.Name} could not declare its streams: {e.Message}");
        }
    }

    internal ITestBody Body(Plan plan, ImmutableSortedDictionary<string, string> given)
    {
        parameters = new(ParameterNames.Merge(plan.Parameters, given));
        return new CodeBody(GetType().Assembly, streams => Entered(streams, Test), streams => Entered(streams, OnFailure));
    }
}
