using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The same test on one machine and on twelve hosts.</summary>
public class RolesTests
{
    [Fact(Timeout = 60_000)]
    public async Task On_this_machine_there_are_two_clients_with_the_parameters_of_the_test()
    {
        var sample = new BuiltSample("Roles");

        (await sample.RunAsync("-p:StreamParameters=tool=meter")).EnsureSuccess();

        var cases = sample.Cases("Roles");
        cases.ShouldAllBe(c => c.Outcome == "passed" && (c.Host == "local" || c.Name == "Roles"));
        cases.Count(c => c.Name == "NetPerf").ShouldBe(2);
        new RunEvents(sample.Result("Roles/events.jsonl")).Notes.Count(note => note.StartsWith("lo, MTU ", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact(Timeout = 120_000)]
    public async Task On_twelve_hosts_each_group_gets_its_role_and_each_host_its_parameters()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(12), TestContext.Current.CancellationToken);
        var sample = new BuiltSample("Roles");

        (await sample.RunAsync("-p:StreamHosts=@lab.json", $"-p:StreamSshConfig={lab.SshConfig}", "-p:StreamParameters=tool=meter")).EnsureSuccess();

        var cases = sample.Cases("Roles");
        cases.ShouldAllBe(c => c.Outcome == "passed");
        cases.Single(c => c.Name == "NetServer").Host.ShouldBe("h12");
        cases.Where(c => c.Name == "NetPerf").Select(c => c.Host).ShouldBe(lab.Hosts.Take(11));
        new RunEvents(sample.Result("Roles/events.jsonl")).Notes.Count(note => note.StartsWith("eth0, MTU ", StringComparison.Ordinal)).ShouldBe(11);
    }
}
