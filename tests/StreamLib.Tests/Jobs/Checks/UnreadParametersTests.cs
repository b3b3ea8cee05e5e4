using StreamLib;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

public class UnreadParametersTests
{
    [Theory]
    [InlineData("sleep $PARAM_SECONDS", "secnods", "Nothing in A reads the parameter secnods ($PARAM_SECNODS). Did you mean seconds?")]
    [InlineData("./mine $PARAM_SECONDS", "secnods", "Nothing in A reads the parameter secnods ($PARAM_SECNODS). Did you mean seconds?")]
    [InlineData("sleep $PARAM_SECONDS", "size", "Nothing in A reads the parameter size ($PARAM_SIZE). Its commands read $PARAM_SECONDS.")]
    [InlineData("echo hello; exit 0", "size", "Nothing in A reads the parameter size ($PARAM_SIZE). Its commands read none.")]
    [InlineData("n=1 exec netperf -H x 2>&1 | grep a >/dev/null && echo ok", "size",
        "Nothing in A reads the parameter size ($PARAM_SIZE). Its commands read none.")]
    [InlineData("sleep $PARAM_seconds", "seconds",
        "Nothing in A reads the parameter seconds ($PARAM_SECONDS). A command reads $PARAM_seconds, which is not set: the name of the "
        + "variable is in upper case.")]
    public void A_parameter_that_nothing_reads_is_told(string line, string parameter, string message) =>
        Notices(Plan.Named("A").Stream("a", s => s.Run("a", line)), parameter).ShouldBe([message]);

    [Theory]
    [InlineData("sleep $PARAM_SECONDS")]
    [InlineData("sleep ${PARAM_SECONDS:-1}")]
    [InlineData("./mine")]
    [InlineData("mine")]
    [InlineData("python3 mine.py")]
    [InlineData("if true; then mine; fi")]
    [InlineData("env | grep ^PARAM_")]
    [InlineData("cat $STREAMLIB_PARAMS")]
    [InlineData("name=SECONDS; eval echo \\$PARAM_$name")]
    public void What_a_command_reads_or_may_read_is_not_told(string line) =>
        Notices(Plan.Named("A").Stream("a", s => s.Run("a", line)), "seconds").ShouldBeEmpty();

    [Fact]
    public void Cleanups_gates_evidence_and_scripts_read_them_too()
    {
        using var folder = new TemporaryScript("echo $PARAM_SCRIPT\n");
        var plan = Plan.Named("A").Stream("a", s => s
            .Run("a", "true", step => step with { Cleanup = "rm -rf $PARAM_CLEANUP" })
            .Start("b", "nc -l 1", step => step with { Ready = "http http://127.0.0.1:$PARAM_GATE/" })
            .RunScript("c", folder.Path));
        plan = plan with { OnFailure = ["echo $PARAM_EVIDENCE"] };

        Notices(plan, "cleanup", "gate", "script", "evidence").ShouldBeEmpty();
        Notices(plan, "other").ShouldHaveSingleItem();
    }

    [Fact]
    public void What_a_plan_declares_and_does_not_read_is_told_and_what_varies_is_not()
    {
        var plan = Plan.Named("A").Stream("a",
            s => s.Run("a", "sleep $PARAM_SECONDS", step => step with { Parameters = step.Parameters.Add("secoonds", "1") }));
        plan = plan with { Matrix = Matrix.Parse("way=up,down") };
        Notices(plan).ShouldHaveSingleItem().ShouldBe("Nothing in A reads the parameter secoonds ($PARAM_SECOONDS). Did you mean seconds?");
        Notices(plan, "way").Length.ShouldBe(1);
    }

    [Fact]
    public void Of_a_test_in_code_only_what_looks_like_a_declared_one_is_told()
    {
        var plan = Plan.Named("A").Stream("a") with { Parameters = Plan.Named("A").Parameters.Add("seconds", "60") };
        Notices(plan, "size").ShouldBeEmpty();
        Notices(plan, "secnods").ShouldBe(["Nothing in A reads the parameter secnods ($PARAM_SECNODS). Did you mean seconds?"]);
    }

    private static string[] Notices(Plan plan, params string[] given) =>
        [.. UnreadParameters.Of(plan, JobOptions.Default with { Parameters = JobOptions.Default.Parameters.AddRange(
            given.Select(name => KeyValuePair.Create(name, "1"))) })
            .Select(gap => gap.Message)];

    private sealed class TemporaryScript : IDisposable
    {
        public TemporaryScript(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
