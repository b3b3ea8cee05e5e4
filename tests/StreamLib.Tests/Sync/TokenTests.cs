using System.Reflection;
using StreamLib.Sync;
using StreamLibTesting;

namespace StreamLibTests.Sync;

/// <summary>Tokens: who guesses is slowed down, and nobody sees another's.</summary>
public class TokenTests
{
    [Fact(Timeout = 10_000)]
    public async Task The_answer_to_a_wrong_token_comes_later_each_time()
    {
        var log = new LogBook();
        await using var lab = new Lab(new SyncServerOptions { Log = log.Add });
        var guesser = lab.Keep(await RawClient.Connect(lab.Sync.EndPoint));
        foreach (var seconds in new[] { 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5 })
        {
            var timers = lab.Clock.Running;
            await guesser.Send("hello guess\nping");
            await Eventually.Holds(() => lab.Clock.Running > timers, "the answer to be held back", cancellationToken: RawClient.Ct);
            lab.Clock.Advance(seconds - 0.001);
            lab.Clock.Running.ShouldBe(timers + 1);
            lab.Clock.Advance(0.001);
            lab.Clock.Running.ShouldBe(timers);
            (await guesser.Read()).ShouldBe("error denied the token is not known here");
            (await guesser.Read()).ShouldBe("error denied say who you are first: hello TOKEN");
        }

        log.Lines.Select(line => line[(line.IndexOf(' ') + 1)..]).ShouldBe([
            "showed a token that is not known",
            "showed a token that is not known; 2 of them came from this address",
            "showed a token that is not known; 4 of them came from this address",
            "showed a token that is not known; 8 of them came from this address",
        ]);
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_has_a_right_token_is_not_slowed_down_by_those_who_guess_from_the_same_address()
    {
        await using var lab = new Lab();
        var timers = lab.Clock.Running;
        for (var i = 1; i <= 8; i++) await lab.Keep(await RawClient.Connect(lab.Sync.EndPoint)).Send("hello guess");
        await Eventually.Holds(() => lab.Clock.Running == timers + 8, "eight answers to be held back", cancellationToken: RawClient.Ct);
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup 2");
        (await one.Ask("barrier setup 2")).ShouldBe("ok setup 1");
        (await server.Read()).ShouldBe("ok setup 1");
        lab.Clock.Running.ShouldBe(timers + 8);
    }

    [Theory(Timeout = 10_000)]
    [InlineData("guesser leaves")]
    [InlineData("server ends")]
    public async Task Nothing_is_held_up_by_an_answer_that_is_held_back(string how)
    {
        await using var lab = new Lab();
        var timers = lab.Clock.Running;
        var guesser = lab.Keep(await RawClient.Connect(lab.Sync.EndPoint));
        await guesser.Send("hello guess");
        await Eventually.Holds(() => lab.Clock.Running > timers, "the answer to be held back", cancellationToken: RawClient.Ct);
        if (how == "server ends") await lab.Sync.DisposeAsync();
        else guesser.Dispose();
        await Eventually.Holds(() => lab.Clock.Running <= timers, "its timer to be gone", cancellationToken: RawClient.Ct);
    }

    [Fact]
    public void Offenders_are_forgotten_after_a_minute_and_never_too_many()
    {
        var clock = new ManualClock();
        var offenders = new Offenders(clock, new LogQueue(log: null));
        offenders.Add("10.0.0.1:1000").TotalSeconds.ShouldBe(0.1);
        offenders.Add("10.0.0.1:2000").TotalSeconds.ShouldBe(0.2);
        offenders.Add("[::ffff:10.0.0.1]:2000").TotalSeconds.ShouldBe(0.4);
        offenders.Add("10.0.0.2:1000").TotalSeconds.ShouldBe(0.1);
        offenders.Add("[2001:db8::1]:1000").TotalSeconds.ShouldBe(0.1);
        offenders.Add("[2001:db8::ffff:1]:1000").TotalSeconds.ShouldBe(0.2);
        clock.Advance(61);
        offenders.Add("10.0.0.1:3000").TotalSeconds.ShouldBe(0.1);
        for (var i = 0; i < Offenders.Most + 500; i++)
        {
            clock.Advance(0.001);
            offenders.Add($"10.1.{i / 250}.{i % 250}:1");
        }

        offenders.Count.ShouldBe(Offenders.Most);
        offenders.Add("10.1.5.249:1").TotalSeconds.ShouldBe(0.2, "the last of them is still known");
        offenders.Add("10.0.0.1:3000").TotalSeconds.ShouldBe(0.1, "the first was forgotten");
    }

    [Fact]
    public void Tokens_are_found_by_their_hash_and_kept_in_no_other_form()
    {
        var table = new TokenTable();
        var token = TokenTable.Create();
        token.Length.ShouldBe(32);
        table.Add(token, new Identity(Scope: null, Party: null));
        table.Find(token).ShouldNotBeNull();
        table.Find(token.AsSpan(0, 31)).ShouldBeNull();
        table.Find(token.ToUpperInvariant()).ShouldBeNull();
        var field = typeof(TokenTable).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).ShouldHaveSingleItem();
        field.FieldType.GetGenericArguments()[0].ShouldBe(typeof((UInt128 High, UInt128 Low)), "256 bits of SHA-256: to look them up takes as long for any guess");
        table.Remove(token);
        table.Find(token).ShouldBeNull();
    }

    [Fact(Timeout = 20_000)]
    public async Task No_token_is_in_any_log_line_answer_or_error()
    {
        var log = new LogBook();
        await using var lab = new Lab(new SyncServerOptions { Log = log.Add, Token = "standalonesecret" });
        string[] tokens = ["standalonesecret", lab.Scope.ControlToken, .. new[] { Lab.Server, Lab.Client1, Lab.Client2 }.Select(lab.TokenOf)];
        var said = new List<string>();
        foreach (var token in tokens)
        {
            var peer = lab.Keep(await RawClient.Connect(lab.Sync.EndPoint));
            string[] requests =
            [
                $"hello {token} x y z", $"hello {token} as", $"hello {token} as nobody", $"hello {token} {token}", $"hello {token} as {token}", $"hello {token} {Lab.Client2}",
                $"hello {token}", "barrier b 1", "barrier b 2 0", "signal s", "lock l", "get nothing 0", "fail enough", "hello", "status", "help",
            ];
            foreach (var request in requests.SkipLast(2)) said.Add(await peer.Ask(request));
            foreach (var request in requests.TakeLast(2)) said.AddRange(await peer.AskLines(request));
            said.Add(await lab.Late(() => peer.Ask($"hello {token}x")));
        }

        var failure = await Should.ThrowAsync<SyncException>(() => lab.Late(() => SyncClient.ConnectAsync($"{lab.Sync.EndPoint}", $"{tokens[1]}x", RawClient.Ct)));
        said.Add(failure.ToString());
        said.AddRange([.. log.Lines, .. lab.Log.Lines]);
        said.Count.ShouldBeGreaterThan(200);
        said.ShouldContain(line => line.StartsWith("error usage this name is a token"));
        foreach (var token in tokens) said.ShouldAllBe(line => !line.Contains(token, StringComparison.OrdinalIgnoreCase));
    }

    [Fact(Timeout = 10_000)]
    public async Task The_same_name_in_two_scopes_is_two_things()
    {
        await using var lab = new Lab();
        using var other = lab.Sync.OpenScope("Other");
        other.AddStream("server", "server");
        var (mine, theirs) = (await lab.Raw(Lab.Server), lab.Keep(await RawClient.Hello(lab.Sync, other.Join(Lab.Server, "server"))));
        foreach (var request in new[] { "set k mine", "send t mine", "lock l", "signal s" }) (await mine.Ask(request)).ShouldStartWith("ok");
        (await theirs.Ask("lock l")).ShouldBe("ok");
        (await theirs.Ask("signal s")).ShouldBe("ok 1");
        foreach (var request in new[] { "get k 0", "receive t 0 0", "reached s 2 0" }) (await theirs.Ask(request)).ShouldStartWith("error timeout ");
        (await theirs.Ask("fail only here")).ShouldBe("ok");
        (await mine.Ask("barrier alone 1")).ShouldBe("ok alone 1");
        (await theirs.Ask("barrier alone 1")).ShouldBe("error broken server/1-NetServer gave up: only here");
        lab.Scope.Ended(Lab.Server, SyncEnding.Passed, "");
        (await theirs.Ask("lock other")).ShouldBe("ok");
        (await mine.Ask("lock other")).ShouldStartWith("error closed ");
        (await theirs.AskLines("status")).ShouldAllBe(line => !line.Contains("mine") && !line.Contains("client"));
        var control = lab.Keep(await RawClient.Hello(lab.Sync, other.ControlToken));
        (await control.Ask($"hello {other.ControlToken} as {Lab.Client1}")).ShouldStartWith("error usage no party client1/1-NetPerf has joined scope Other");
        (await control.Ask("scope MultiNetperf")).ShouldBe("error denied this is the control token of scope Other");
    }
}
