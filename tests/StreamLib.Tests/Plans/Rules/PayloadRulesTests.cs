using StreamLib;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Plans;

/// <summary>Folders that cannot be shipped are found before anything starts.</summary>
public class PayloadRulesTests
{
    private readonly string home = TemporaryFolder.Make();

    [Theory]
    [InlineData("missing", "SL1150", "a folder that does not exist here: build or publish it first.")]
    [InlineData("", "SL1150", "Step a/b of T has an empty payload: name a folder of this machine, or leave it out.")]
    [InlineData("service", "SL1151", "The step starts in that folder, so that ./service is the file.")]
    [InlineData("nul\0", "SL1150", "a folder that does not exist here: build or publish it first.")]
    public void What_is_no_folder_is_an_error_of_the_step_and_of_the_stream(string payload, string code, string end)
    {
        File.WriteAllText(Path.Combine(home, "service"), "");

        var ofStep = Gap(Plan.Named("T").Stream("a", s => s.Run("b", "true", step => step with { Payload = payload })));
        (ofStep.Code, ofStep.Test, ofStep.Stream, ofStep.Step).ShouldBe((code, "T", "a", "b"));
        ofStep.Message.ShouldEndWith(end);

        var ofStream = Gap(Plan.Named("T").Stream("a", s => s.Run("b", "true") with { Payload = payload }));
        (ofStream.Code, ofStream.Stream, ofStream.Step).ShouldBe((code, "a", null));
    }

    [Fact]
    public void One_that_holds_the_results_would_change_while_it_is_shipped()
    {
        var gap = Gap(Plan.Named("T").Stream("a", s => s.Run("b", "true", step => step with { Payload = "." })));
        (gap.Code, gap.Step).ShouldBe(("SL1153", "b"));
        gap.Message.ShouldStartWith($"Step a/b of T has the payload {home}, which holds the results folder {home}/results: that changes");

        var elsewhere = new JobOptions { WorkingDirectory = home, Hosts = "", ResultsRoot = TemporaryFolder.Make() };
        var plan = Plan.Named("T").Stream("a", s => s.Run("b", "true") with { Payload = "./" });
        Job.Check(plan, elsewhere)[0].Streams[0].Payload.ShouldBe(home);
    }

    [Fact]
    public void A_barrier_or_a_fault_has_no_use_for_one() =>
        Should.Throw<PlanException>(() => Job.Check(
            Plan.Named("T")
                .Stream("a", s => s.Start("b", "exec sleep 600").Barrier("met", "all", step => step with { Payload = "." }))
                .Stream("c", s => s.Barrier("met").Stop("stop", "a/b", step => step with { Payload = "." })),
            Options())).Gaps.Select(gap => $"{gap.Code} {gap.Stream}/{gap.Step}").ShouldBe(["SL1152 a/met", "SL1152 c/stop"]);

    private PlanGap Gap(Plan plan) => Should.Throw<PlanException>(() => Job.Check(plan, Options())).Gaps.ShouldHaveSingleItem();

    private JobOptions Options() => new() { WorkingDirectory = home, Hosts = "" };
}
