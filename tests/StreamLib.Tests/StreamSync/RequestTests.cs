using StreamLib.Sync;
using StreamLibTests.Hosts;
using StreamLibTests.Sync;

namespace StreamLibTests.StreamSync;

/// <summary>What stream-sync does with each kind of request and reply, over FIFOs, under every shell.</summary>
public class RequestTests
{
    public static TheoryData<string> Shells => TestShells.All;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task It_prints_what_the_server_answers_and_nothing_else(string shell)
    {
        await using var host = await SyncHost.OverFifosAsync(shell);
        (await host.RunAsync(Lab.Client1, "stream-sync barrier alone 1 5; stream-sync signal up; stream-sync reached up 1; stream-sync lock l; stream-sync unlock l"))
            .ShouldBe((0, "alone 1\n1\n", ""));
        (await host.RunAsync(Lab.Client1, "stream-sync send topic one two; stream-sync receive topic; stream-sync ping")).ShouldBe((0, $"1\n1 {Lab.Client1} one two\n", ""));
        (await host.RunAsync(Lab.Client1, "stream-sync help")).Output.ShouldContain("barrier NAME [COUNT] [SECONDS]");
        var status = await host.RunAsync(Lab.Client1, "stream-sync status");
        status.Output.TrimEnd('\n').ShouldBe(host.Lab.Scope.Status());
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_value_arrives_byte_for_byte(string shell)
    {
        await using var host = await SyncHost.OverFifosAsync(shell);
        const string Value = """  leading, "double" 'single' 50% %s \n \\ \0101 $HOME `id` *	tab ä € 😀  """;
        var there = host.Command(Lab.Client1, "stream-sync set key \"$VALUE\" && stream-sync get key");
        var result = await host.Host.RunAsync(there with { Environment = there.Environment.Add("VALUE", Value) }, SyncHost.Ct);
        result.Output.ShouldBe(Value + "\n");
        (await host.Lab.Scope.As(Lab.Client2).Get("key", TimeSpan.Zero, SyncHost.Ct)).ShouldBe(Value);
        (await host.RunAsync(Lab.Client1, "stream-sync set key '' && stream-sync get key")).ShouldBe((0, "\n", ""));
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_line_may_be_as_long_as_the_protocol_allows(string shell)
    {
        await using var host = await SyncHost.OverFifosAsync(shell);
        var value = string.Concat(Enumerable.Range(0, 12_000).Select(i => $"{i % 1000:000}ä")) + "end";
        await host.Lab.Scope.As(Lab.Client2).Set("long", value, SyncHost.Ct);
        (await host.RunAsync(Lab.Client1, "v=$(stream-sync get long) && stream-sync set copy \"$v\"")).ShouldBe((0, "", ""));
        (await host.Lab.Scope.As(Lab.Client2).Get("copy", TimeSpan.Zero, SyncHost.Ct)).ShouldBe(value);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task The_exit_status_tells_what_went_wrong_and_standard_error_why(string shell)
    {
        await using var host = await SyncHost.OverFifosAsync(shell);
        var late = await host.RunAsync(Lab.Client1, "stream-sync get nothing 0");
        (late.Status, late.Output).ShouldBe((4, ""));
        late.Error.ShouldStartWith("error SL4001: get nothing: key nothing was not set within 0 s; the others: ");
        (await host.RunAsync(Lab.Client1, "stream-sync barrier b 2 0")).Status.ShouldBe(4);
        var broken = await host.RunAsync(Lab.Client1, "stream-sync barrier b 2");
        (broken.Status, broken.Output).ShouldBe((1, ""));
        broken.Error.ShouldStartWith("error SL4002: barrier b: ");
        (await host.RunAsync(Lab.Client1, "stream-sync lock l; stream-sync lock l")).Status.ShouldBe(1);
        (await host.RunAsync(Lab.Client1, "stream-sync barrier c two")).ShouldBe(
            (2, "", "error SL4006: barrier c: scope MultiNetperf has no stream two; streams are: server, client1, client2\n"));
        await host.RunAsync(Lab.Server, "stream-sync signal done");
        (await host.RunAsync(Lab.Client1, "stream-sync reached --any failed,done 1 60")).ShouldBe((0, "done\n", ""));
        (await host.RunAsync(Lab.Client1, "stream-sync dance")).Status.ShouldBe(2);
        (await host.RunAsync(Lab.Client1, "stream-sync")).Error.ShouldStartWith("usage: stream-sync REQUEST");
        (await host.RunAsync(Lab.Client1, "stream-sync hello x")).ShouldBe((2, "", "error SL4006: hello: stream-sync does that by itself, with the token in STREAMLIB_TOKEN\n"));
        (await host.RunAsync(Lab.Client1, "stream-sync set k \"a\nfail b\"")).ShouldBe(
            (2, "", "error SL4006: set: a value is one line without control characters: encode what has more, as JSON or base64\n"));
        (await host.RunAsync(Lab.Client1, "STREAMLIB_TOKEN=wrong stream-sync ping")).ShouldBe((1, "", "error SL4005: hello: the token is not known here\n"));
        (await host.RunAsync(Lab.Client1, "unset STREAMLIB_SYNC; stream-sync ping")).ShouldBe(
            (2, "", "error SL4006: ping: STREAMLIB_SYNC is not set, as it is in the nested tests of a job; by hand, set it to HOST:PORT, and STREAMLIB_TOKEN\n"));
        (await host.RunAsync(Lab.Client1, "STREAMLIB_SYNC=nowhere stream-sync ping")).ShouldBe(
            (2, "", "error SL4006: connect to nowhere: an address is HOST:PORT, as in 127.0.0.1:4711, or fifo:PATH\n"));
        (await host.RunAsync(Lab.Client1, "STREAMLIB_SYNC=fifo:/none stream-sync ping")).ShouldBe(
            (3, "", "error SL4008: connect to fifo:/none: no FIFOs of a sync server are there; is the job that made them still running?\n"));
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Of_those_who_wait_each_is_told_of_a_broken_barrier(string shell)
    {
        await using var host = await SyncHost.OverFifosAsync(shell);
        var one = await host.StartAsync(Lab.Client1, "stream-sync barrier setup 3");
        var two = await host.StartAsync(Lab.Client2, "stream-sync barrier setup 3");
        await host.Lab.Log.Has("2 of 3");
        await Should.ThrowAsync<SyncException>(() => host.Lab.Scope.As(Lab.Server).Barrier("setup", "4", ct: SyncHost.Ct));
        (await one.Completion).ExitCode.ShouldBe(1);
        (await two.Completion).Error.ShouldStartWith("error SL4003: barrier setup: ");
    }
}
