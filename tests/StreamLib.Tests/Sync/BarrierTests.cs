namespace StreamLibTests.Sync;

public class BarrierTests
{
    [Fact(Timeout = 10_000)]
    public async Task A_barrier_passes_when_every_stream_has_asked_and_each_passing_is_a_generation()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        for (var generation = 1; generation <= 3; generation++)
        {
            await server.Send("barrier setup");
            await one.Send("barrier setup all");
            await lab.Log.Has("at barrier setup, 2 of 3", generation);
            (await two.Ask("barrier setup")).ShouldBe($"ok setup {generation}");
            (await server.Read()).ShouldBe($"ok setup {generation}");
            (await one.Read()).ShouldBe($"ok setup {generation}");
        }
    }

    [Fact(Timeout = 10_000)]
    public async Task Each_arrival_and_each_release_is_one_line_of_the_log()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup 2");
        await lab.Log.Has("arrived");
        (await one.Ask("barrier setup 2")).ShouldBe("ok setup 1");
        await lab.Log.Has("passed");
        lab.Log.Lines.ShouldBe([
            "server/1-NetServer arrived at barrier setup, 1 of 2",
            "client1/1-NetPerf arrived at barrier setup, 2 of 2",
            "barrier setup passed, generation 1",
        ]);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_role_counts_its_streams()
    {
        await using var lab = new Lab();
        var (one, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("barrier clients role:client");
        await lab.Log.Has("at barrier clients, 1 of 2");
        (await two.Ask("barrier clients role:client")).ShouldBe("ok clients 1");
        (await one.Read()).ShouldBe("ok clients 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_is_not_of_the_role_waits_for_it_without_taking_a_place()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier clients role:client");
        await lab.Log.Has("server/1-NetServer arrived at barrier clients");
        await one.Send("barrier clients role:client");
        await lab.Log.Has("client1/1-NetPerf arrived at barrier clients, 1 of 2");
        (await two.Ask("barrier clients role:client")).ShouldBe("ok clients 1");
        (await server.Read()).ShouldBe("ok clients 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Two_parties_of_one_stream_do_not_stand_for_two_streams()
    {
        await using var lab = new Lab();
        lab.Join("server/2-Monitor");
        var (server, monitor, one, two) = (await lab.Raw(Lab.Server), await lab.Raw("server/2-Monitor"), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier setup");
        await monitor.Send("barrier setup");
        await lab.Log.Has("arrived at barrier setup", times: 2);
        await one.Send("barrier setup");
        await lab.Log.Has("client1/1-NetPerf arrived at barrier setup, 2 of 3");
        (await two.Ask("barrier setup")).ShouldBe("ok setup 1");
        (await monitor.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_stream_that_leaves_is_waited_for_no_more()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        lab.Scope.Seal();
        lab.Scope.RemoveStream("client2");
        lab.Scope.Ended(Lab.Client2, StreamLib.Sync.SyncEnding.Failed, "exit 1");
        (await server.Read()).ShouldBe("ok setup 1");
        (await one.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Another_count_is_a_mismatch_for_it_and_for_all_who_wait()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier setup 3");
        await lab.Log.Has("arrived");
        const string Text = "client1/1-NetPerf asks barrier setup for 2, but server/1-NetServer opened it for 3; reset setup gives it another count";
        (await one.Ask("barrier setup 2")).ShouldBe($"error mismatch {Text}");
        (await server.Read()).ShouldBe($"error mismatch {Text}");
        (await two.Ask("barrier setup 3")).ShouldBe($"error broken {Text}");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_name_keeps_its_count_for_all_generations_until_it_is_reset()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask("barrier setup 1")).ShouldBe("ok setup 1");
        (await one.Ask("barrier setup 2")).ShouldStartWith("error mismatch ");
        (await one.Ask("reset setup")).ShouldBe("ok");
        await one.Send("barrier setup 2");
        await lab.Log.Has("1 of 2");
        (await (await lab.Raw(Lab.Client2)).Ask("barrier setup 2")).ShouldBe("ok setup 2");
        (await one.Read()).ShouldBe("ok setup 2");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_party_counts_once_in_a_generation_whatever_its_connections()
    {
        await using var lab = new Lab();
        var (one, again, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("barrier setup 2");
        await lab.Log.Has("arrived");
        (await again.Ask("barrier setup 2")).ShouldBe("error duplicate client1/1-NetPerf waits at barrier setup already; a party counts once in a generation");
        (await two.Ask("barrier setup 2")).ShouldBe("ok setup 1");
        (await one.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Scopes_never_meet()
    {
        await using var lab = new Lab();
        using var other = lab.Sync.OpenScope("Other");
        var token = other.Join("server/1-A", "server");
        var (mine, theirs) = (await lab.Raw(Lab.Server), lab.Keep(await RawClient.Hello(lab.Sync, token)));
        await mine.Send("barrier setup 2");
        await lab.Log.Has("arrived");
        (await theirs.Ask("barrier setup 1")).ShouldBe("ok setup 1");
        (await theirs.Ask("set k v")).ShouldBe("ok");
        (await (await lab.Raw(Lab.Client1)).Ask("get k 0")).ShouldStartWith("error timeout ");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_count_that_counts_nobody_is_refused_and_says_what_there_is()
    {
        await using var lab = new Lab();
        using var empty = lab.Sync.OpenScope("Empty");
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask("barrier setup role:db")).ShouldBe("error usage no stream of scope MultiNetperf has the role db; roles are: server, client");
        (await one.Ask("barrier setup 0")).ShouldStartWith("error usage '0' is no COUNT: write a number from 1, all, role:NAME or ");
        var guest = await Should.ThrowAsync<StreamLib.Sync.SyncException>(() => empty.As("guest").Barrier("setup", ct: RawClient.Ct));
        guest.Text.ShouldBe("error SL4006: barrier setup: scope Empty has no streams that all could mean: give a number, as in 'barrier NAME 2'");
        (await one.Ask("barrier setup 1")).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Fifty_clients_pass_many_barriers_at_once()
    {
        const int Clients = 50, Barriers = 8, Rounds = 5;
        await using var lab = new Lab();
        using var scope = lab.Sync.OpenScope("Many");
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i =>
            StreamLib.Sync.SyncClient.ConnectAsync($"{lab.Sync.EndPoint}", scope.Join($"node{i}/1-A", $"node{i}"), RawClient.Ct)));
        var generations = await Task.WhenAll(clients.SelectMany(client => Enumerable.Range(0, Barriers).Select(async barrier =>
        {
            long last = 0;
            for (var round = 0; round < Rounds; round++) last = await client.Barrier($"b{barrier}", ct: RawClient.Ct);
            return last;
        })));
        generations.ShouldAllBe(generation => generation == Rounds);
        foreach (var client in clients) await client.DisposeAsync();
    }
}
