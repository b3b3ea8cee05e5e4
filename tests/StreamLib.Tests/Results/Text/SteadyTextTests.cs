using StreamLib.Results;

namespace StreamLibTests.Results;

public class SteadyTextTests
{
    private const string Job = "job-2026-11-22T10.15-3f2a91c";

    [Theory]
    [InlineData("exit status 1: cat: /tmp/tmp.XJ2k9a/config.json: No such file", "exit status 1: cat: …/config.json: No such file")]
    [InlineData("cannot open /tmp/tmp.XJ2k9a", "cannot open …")]
    [InlineData("'/run/user/1000/streamlib/j4f/w/run.sh' failed", "'…/run.sh' failed")]
    [InlineData("/home/ci/.cache/streamlib-7/x9/out.txt: bad", "…/out.txt: bad")]
    [InlineData($"see /home/ci/results/{Job}/job.log", "see /home/ci/results/…/job.log")]
    [InlineData("2026-11-28T05:38:01.123Z boom", "… boom")]
    [InlineData("2026-11-28 05:38:01,123 ERROR boom", "… ERROR boom")]
    [InlineData("05:38:01.123 boom", "… boom")]
    [InlineData("[12345.678901] oom", "… oom")]
    [InlineData("failed after 3.217s", "failed after …")]
    [InlineData("gave up after 512 ms", "gave up after …")]
    [InlineData("real 0m3.217s", "real …")]
    [InlineData("server[4711]: pid 4711 died", "server[…]: pid … died")]
    [InlineData("sh: line 3: 12345 Segmentation fault ./a", "sh: line 3: … Segmentation fault ./a")]
    [InlineData("at 0x7ffe12345678", "at …")]
    [InlineData("request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 lost", "request … lost")]
    public void What_differs_from_run_to_run_is_left_out(string message, string steady) => SteadyText.Of(message, Job).ShouldBe(steady);

    [Theory]
    [InlineData("took longer than the Timeout of its step, 0.3 s")]
    [InlineData("not ready (port) within the ReadyTimeout of 1.5 s: nothing listens")]
    [InlineData("latency is 12.5 ms, and its limit is <5 ms")]
    [InlineData("exit status 139")]
    [InlineData("2 of 3 streams failed: client-a, client-b")]
    [InlineData("expected 3.5, got 4.25")]
    [InlineData("cat: /etc/nope: No such file or directory")]
    [InlineData("http://10.0.0.1:8080/health answered 503")]
    [InlineData("version 1.2.3 is too old")]
    public void What_says_why_stays(string message) => SteadyText.Of(message, Job).ShouldBe(message);
}
