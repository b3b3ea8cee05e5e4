using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>When a background step is ready, and what is said when it is not.</summary>
public class GateTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("printf '\\033[1;32mListening\\033[0m on 80\\n'", "Listening on \\d+")]
    [InlineData("printf 'starting\\rready   \\n'", "^ready\\s*$")]
    [InlineData("printf 'db> '", "^db> $")]
    [InlineData("printf '\\033[32mdb> \\033[0m' >&2", "^db> $")]
    [InlineData("printf '10%%\\r100%% up'", "100% up$")]
    public async Task It_is_ready_when_a_person_would_see_it(string prints, string pattern)
    {
        var job = await RunAsync($"{prints}; sleep 60", $"output {pattern}", TimeSpan.FromSeconds(20));
        job.Nested("client/1-go").Outcome.ShouldBe(Outcome.Pass);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("sleep 60", "output up", ": it has printed nothing yet; many programs keep back what they write into a pipe: try ")]
    [InlineData("trap 'echo up; exit' TERM; while :; do sleep 0.1; done", "output up", "; what it was to print came only when it was ")]
    [InlineData("echo 'Serving [::]:80 (tcp)'; sleep 60", "output [::]:80 (tcp)", "write 'output \\[::]:80 \\(tcp\\)'")]
    [InlineData("echo READY; sleep 60", "output ready", "write 'output (?i)ready'")]
    [InlineData("echo it is up; sleep 60", "output \"is up\"", "write 'output is up'")]
    [InlineData("yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | head -n 50; sleep 60", "output ^(a+)+$", ": the expression '^(a+)+$' takes longer than half a second")]
    [InlineData("sleep 60", "port 1", ": nothing listens on TCP port 1, and the step listens on no other port")]
    public async Task What_may_be_wrong_is_said(string line, string gate, string why)
    {
        var job = await RunAsync(line, gate, TimeSpan.FromSeconds(1));
        var failed = job.Nested("server/1-serve");
        failed.Outcome.ShouldBe(Outcome.Fail);
        failed.Message.ShouldStartWith($"not ready ({gate}) within the ReadyTimeout of 1 s");
        failed.Message.ShouldContain(why);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("SOCK_STREAM", "s.bind((\"127.0.0.1\", 0)); s.listen()", "; the step listens on TCP port \\d+ of 127.0.0.1")]
    [InlineData("SOCK_DGRAM", "s.bind((\"\", int(os.environ[\"PORT\"])))", "; the step uses UDP port \\d+, and a gate of a port waits ")]
    public async Task Another_port_is_named(string kind, string bind, string why)
    {
        var line = $"exec python3 -c 'import os, socket, time; s = socket.socket(socket.AF_INET, socket.{kind}); {bind}; time.sleep(60)'";
        var job = await RunAsync(line, "port", TimeSpan.FromSeconds(2), PortChoice.Auto);
        job.Nested("server/1-serve").Message
            .ShouldMatch($"^not ready \\(port\\) within the ReadyTimeout of 2 s: nothing listens on TCP port \\d+{why}");
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_holds_a_port_is_named()
    {
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var port = ((System.Net.IPEndPoint)holder.LocalEndpoint).Port;
        // The number is its own: nobody has told us of it before.
        var job = await RunAsync($"echo 'bind: 127.0.0.1:{port}: Address already in use' >&2; exit 1", null, TimeSpan.FromSeconds(5));
        job.Nested("server/1-serve").Message
            .ShouldContain($"Address already in use; TCP port {port} is held by process {Environment.ProcessId} (");

        job = await RunAsync("sleep 60", $"port {port}", TimeSpan.FromSeconds(5));
        job.Nested("server/1-serve").Message.ShouldStartWith($"port {port} of local is already taken by process {Environment.ProcessId} (");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_step_that_ends_by_itself_is_told_of_may_end()
    {
        var job = await RunAsync("echo migrated", null, TimeSpan.FromSeconds(5));
        job.Nested("server/1-serve").Message.ShouldStartWith(
            "ended before it was stopped: exit status 0: migrated; a background step that ends by itself needs may-end (MayEnd)");
    }

    private static Task<TestJob> RunAsync(string line, string? gate, TimeSpan limit, PortChoice? port = null) => TestJob.RunAsync(
        Plan.Named("Gate")
        .Stream("server", s => s.Start("serve", line, step => step with { Ready = Gate(gate), Port = port }))
        .Stream("client", s => s.Run("go", gate is null ? "sleep 60" : "true", step => step with { Needs = ["server/serve"] })) with
        { Deadlines = Deadlines.Default with { ReadyTimeout = limit, Grace = TimeSpan.FromSeconds(2) } });

    private static Readiness? Gate(string? gate) => gate is null ? null : Readiness.Parse(gate);
}
