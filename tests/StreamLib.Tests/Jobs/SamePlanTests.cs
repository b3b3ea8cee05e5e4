using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>The same plan on one machine and on several.</summary>
public class SamePlanTests
{
    private const string Inventory = """
        {"hosts":{
            "srv":{"connect":"exec:env","groups":["server"],"params":{"nic":"eth0"}},
            "c1":{"connect":"exec:env","groups":["client"],"params":{"nic":"ens1"}},
            "c2":{"connect":"local:","groups":["client"],"params":{"nic":"ens2"}},
            "c3":{"connect":"exec:env","groups":["client"]}}}
        """;

    private static readonly Plan Netperf = Plan.Named("Same").Parameter("nic", "lo")
        .Stream("server", s => s.Barrier("up").Barrier("over") with { Group = "server" })
        .Role("client", "*", s => s.Barrier("up").Run("work", "echo $STREAMLIB_STREAM on $PARAM_NIC").Barrier("clients", "role:client").Barrier("over") with { Group = "client" });

    [Fact(Timeout = 60_000)]
    public async Task On_one_machine_a_role_is_two() => (await RunAsync("")).ShouldBe("client1 on lo, client2 on lo");

    [Fact(Timeout = 60_000)]
    public async Task On_several_each_has_the_parameters_of_its_host() => (await RunAsync("@lab.json")).ShouldBe("client1 on ens1, client2 on ens2, client3 on lo");

    private static async Task<string> RunAsync(string hosts)
    {
        var job = await TestJob.RunAsync(Netperf, o =>
        {
            File.WriteAllText(Path.Combine(o.WorkingDirectory!, "lab.json"), Inventory);
            return o with { Hosts = hosts };
        });
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        return string.Join(", ", job.Events.OfType<OutputWritten>().Select(e => e.Text).Order());
    }
}
