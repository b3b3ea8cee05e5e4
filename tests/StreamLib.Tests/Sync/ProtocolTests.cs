using System.Text;
using StreamLib.Sync;

namespace StreamLibTests.Sync;

public class ProtocolTests
{
    [Fact(Timeout = 10_000)]
    public async Task Hello_says_who_you_are()
    {
        await using var lab = new Lab();
        var peer = lab.Keep(await RawClient.Connect(lab.Sync.EndPoint));
        (await peer.Ask($"hello {lab.TokenOf(Lab.Client1)}")).ShouldBe("ok streamlib 1 scope=MultiNetperf party=client1/1-NetPerf");
        (await peer.Ask($"hello {lab.TokenOf(Lab.Client2)} {Lab.Client2}")).ShouldBe("ok streamlib 1 scope=MultiNetperf party=client2/1-NetPerf");
        (await peer.Ask("send who me")).ShouldBe("ok 1");
        (await peer.Ask("receive who")).ShouldBe("ok 1 client2/1-NetPerf me");
    }

    [Fact(Timeout = 10_000)]
    public async Task Without_a_valid_token_nothing_but_hello_help_and_quit_is_answered()
    {
        var log = new LogBook();
        await using var lab = new Lab(new SyncServerOptions { Log = log.Add });
        var peer = lab.Keep(await RawClient.Connect(lab.Sync.EndPoint));
        foreach (var request in RequestTable.All.Where(request => request.For != Audience.Anyone))
            (await peer.Ask(request.Form)).ShouldBe("error denied say who you are first: hello TOKEN");
        (await lab.Late(() => peer.Ask("hello wrong"))).ShouldBe("error denied the token is not known here");
        (await lab.Late(() => peer.Ask($"hello {new string('x', 900)}"))).ShouldBe("error denied the token is not known here");
        (await peer.Ask($"hello {lab.TokenOf(Lab.Client1)} {Lab.Client2}")).ShouldBe(
            "error denied this is the token of client1/1-NetPerf; only the control token of scope MultiNetperf plays another party");
        (await peer.Ask("ping")).ShouldBe("error denied say who you are first: hello TOKEN");
        (await peer.AskLines("help")).Count.ShouldBe(RequestTable.All.Count);
        (await peer.Ask("quit")).ShouldBe("ok");
        (await peer.Read()).ShouldBeNull();
        await log.Has("showed a token that is not known", times: 2);
        log.Lines.ShouldAllBe(line => !line.Contains("wrong"));
    }

    [Theory(Timeout = 10_000)]
    [InlineData("frobnicate now", "'frobnicate' is no request; requests are: hello barrier signal reached set get send receive lock unlock fail reset status help ping quit "
        + "scope open close stream leave join ended doing waits line hint deadline seal break release told account log")]
    [InlineData("", "an empty line is no request; requests are: ")]
    [InlineData("barrier", "a name is missing; write: barrier NAME [COUNT] [SECONDS]")]
    [InlineData("barrier b 1.5", "'1.5' is no COUNT: write a number from 1, all, role:NAME or the names of streams, as in ")]
    [InlineData("barrier b 2 soon", "'soon' is no number of seconds; write: barrier NAME [COUNT] [SECONDS]")]
    [InlineData("barrier b 2 -1", "'-1' is no number of seconds; write: barrier NAME [COUNT] [SECONDS]")]
    [InlineData("barrier b 2 NaN", "'NaN' is no number of seconds; write: barrier NAME [COUNT] [SECONDS]")]
    [InlineData("get k -Infinity", "'-Infinity' is no number of seconds; write: get KEY [SECONDS]")]
    [InlineData("get k 1000000001", "'1000000001' is no number of seconds; write: get KEY [SECONDS]")]
    [InlineData("barrier b 2 1 x", "'x' is too much; write: barrier NAME [COUNT] [SECONDS]")]
    [InlineData("signal", "a name is missing; write: signal NAME")]
    [InlineData("reached up", "COUNT is missing; write: reached NAME COUNT [SECONDS]")]
    [InlineData("reached up x", "'x' is no COUNT; write: reached NAME COUNT [SECONDS]")]
    [InlineData("set k", "VALUE is missing; write: set KEY VALUE")]
    [InlineData("send t", "VALUE is missing; write: send TOPIC VALUE")]
    [InlineData("receive t x", "'x' is no AFTER; write: receive TOPIC [AFTER [SECONDS]]")]
    [InlineData("ping pong", "'pong' is too much; write: ping")]
    [InlineData("set k a\0b", "the line holds the control character U+0000")]
    [InlineData("ping\rping", "the line holds the control character U+000D")]
    public async Task What_cannot_be_understood_is_told_how_it_is_written_and_ends_nothing(string request, string text)
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask(request)).ShouldStartWith($"error usage {text}");
        (await one.Ask("ping")).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task Bytes_that_are_no_text_are_told_so()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        await one.Write([.. "set k "u8, 0xC3, 0x28, (byte)'\n']);
        (await one.Read()).ShouldBe("error usage the line is not UTF-8");
        (await one.Ask("ping")).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task Lines_may_end_in_crlf_come_in_pieces_and_be_sent_ahead()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        await one.Write("set k v\r\nget k\r\nping\r\n");
        (await one.Read()).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok v");
        (await one.Read()).ShouldBe("ok");
        foreach (var piece in new[] { "si", "gnal u", "p", "\r", "\n" }) await one.Write(piece);
        (await one.Read()).ShouldBe("ok 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Requests_sent_ahead_of_a_wait_are_served_after_it_in_order()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await one.Write("get k\nget k\nsignal done\n");
        (await server.Ask("reached done 1 0")).ShouldStartWith("error timeout ");
        (await server.Ask("set k v")).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok v");
        (await one.Read()).ShouldBe("ok v");
        (await one.Read()).ShouldBe("ok 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task What_was_sent_before_the_end_of_the_input_is_served_and_half_a_line_is_not()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        await one.Write("set k v\nget k\nset k half");
        one.EndSending();
        (await one.Read()).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok v");
        (await one.Read()).ShouldBeNull();
        (await (await lab.Raw(Lab.Client2)).Ask("get k")).ShouldBe("ok v");
    }

    [Fact(Timeout = 10_000)]
    public async Task Quit_answers_and_ends_the_connection()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        await one.Write("quit\nping\n");
        (await one.Read()).ShouldBe("ok");
        (await one.Read()).ShouldBeNull();
    }

    [Fact(Timeout = 10_000)]
    public async Task Status_shows_who_waits_and_who_is_missing()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        (await two.Ask("lock disk")).ShouldBe("ok");
        (await two.Ask("signal up")).ShouldBe("ok 1");
        (await two.Ask("set password secret")).ShouldBe("ok");
        (await two.Ask("send results hello")).ShouldBe("ok 1");
        lab.Scope.Break("gone", "switched off");
        lab.Scope.Doing("client2", "client2/1-NetPerf");
        await one.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        await server.Send("lock disk");
        await lab.Log.Has("waits for lock");
        lab.Clock.Advance(12);
        lab.Scope.Seal();
        (await two.AskLines("status")).ShouldBe([
            "scope MultiNetperf, sealed; joined are: server/1-NetServer, client1/1-NetPerf, client2/1-NetPerf",
            "stream server (started; server/1-NetServer waits at lock disk for 12 s), role server",
            "stream client1 (started; client1/1-NetPerf waits at barrier setup for 12 s), role client",
            "stream client2 (in client2/1-NetPerf for 12 s), role client",
            "barrier gone is broken: switched off",
            "barrier setup for all, generation 1: 1 of 3 arrived: client1/1-NetPerf; missing: "
                + "server (started; server/1-NetServer waits at lock disk for 12 s), client2 (in client2/1-NetPerf for 12 s)",
            "signal up: 1",
            "key password: set",
            "topic results: 1 messages",
            "lock disk: client2/1-NetPerf has held it for 12 s; waiting: server/1-NetServer for 12 s",
        ]);
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_waits_for_whom_goes_to_the_log_every_30_seconds()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        var wait = lab.Scope.As(Lab.Client1).Get("k", ct: RawClient.Ct);
        lab.Clock.Advance(30);
        await lab.Log.Has("barrier setup for all, generation 1: 1 of 3 arrived: server/1-NetServer; missing: client1 (");
        await lab.Log.Has("client1/1-NetPerf has waited for 30 s: key k was not set");
        lab.Clock.Advance(30);
        await lab.Log.Has("client1/1-NetPerf has waited for 60 s");
        (await one.Ask("set k v")).ShouldBe("ok");
        await wait;
    }

    [Fact]
    public void The_reference_shows_every_request_as_it_is_written()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Pipeline.sln"))) folder = Path.GetDirectoryName(folder)!;
        var reference = File.ReadAllText(Path.Combine(folder, "docs/reference/sync-protocol.md"), Encoding.UTF8);
        RequestTable.All.Where(request => !reference.Contains($"`{request.Form}`")).ShouldBeEmpty();
    }
}
