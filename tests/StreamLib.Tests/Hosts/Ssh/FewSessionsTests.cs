using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>Servers that take fewer sessions on a connection than sshd does by default (MaxSessions 1 and 2), or none.</summary>
public class FewSessionsTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("single")]
    [InlineData("double")]
    public async Task Commands_at_once_go_over_further_connections(string name)
    {
        await using var host = await sshd.OpenAsync(name);
        var running = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TestShells.StartReadyAsync(host, new() { Line = "echo ready; exec sleep 100" })));
        running.ShouldAllBe(process => !process.Completion.IsCompleted);
        await Task.WhenAll(running.Select(process => process.StopAsync()));
        running.ShouldAllBe(process => process.Completion.Result.Ending == "signal TERM");

        var again = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => host.RunAsync($"exit {i}", Ct)));
        again.Select(result => result.ExitCode).ShouldBe([.. Enumerable.Range(0, 6)]);
        host.LostReason.ShouldBeNull();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("single", 1)]
    [InlineData("double", 2)]
    [InlineData("plain", 10)]
    public async Task A_look_at_a_host_counts_them(string name, int sessions)
    {
        await using var host = await sshd.OpenAsync(name);
        (await host.CheckAsync(clean: false, Ct)).Sessions.ShouldBe(sessions);
        (await host.RunAsync("true", Ct)).Succeeded.ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_takes_no_session_is_named_before_anything_starts()
    {
        var error = await Should.ThrowAsync<HostException>(() => sshd.OpenAsync("none"));
        error.Code.ShouldBe("SL2009", error.Message);
        error.Message.ShouldContain("MaxSessions 0");
    }
}
