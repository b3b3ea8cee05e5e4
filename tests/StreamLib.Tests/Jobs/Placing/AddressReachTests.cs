using System.Text.Json;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Jobs;

/// <summary>An address that leads somewhere else from another host, as 127.0.0.1 does, is not handed to the streams there.</summary>
public class AddressReachTests
{
    // Each session has a network of its own: a loopback address leads from none of them to another one.
    private const string Apart = "server=exec:unshare --net,client=exec:unshare --net";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("echo to $STREAM_SERVER_ADDRESS")]
    [InlineData("nc -N ${STREAM_SERVER_ADDRESS} 80")]
    public async Task A_step_that_uses_one_is_an_error_that_names_the_inventory(string line)
    {
        var job = await RunAsync(Apart, s => s.Run("ask", line));
        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Nested("client/1-ask").Message.ShouldBe(
            "The address of host server (exec:unshare --net) is 127.0.0.1, which leads from host client to something else; "
            + "step ask of stream client uses STREAM_SERVER_ADDRESS. Give the host an \"address\" in an inventory that the other hosts reach it by.");
    }

    [Fact(Timeout = 60_000)]
    public async Task So_is_a_script_that_uses_one()
    {
        var job = await RunAsync(Apart, s => s.RunScript("ask", "ask.sh"), ("ask.sh", "echo $STREAM_SERVER_ADDRESS\n"));
        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Nested("client/1-ask").Message.ShouldContain("uses STREAM_SERVER_ADDRESS");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_step_that_uses_none_runs_without_it()
    {
        var job = await RunAsync(Apart, s => s.Run("ask", "env | grep -c '_ADDRESS=' >&2; grep '\"address\"' $STREAMLIB_PARAMS; echo $STREAM_SERVER_HOST"));
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        // Its own address is that of its own host.
        job.Output("client/1-ask").ShouldBe(["1", "      \"address\": \"127.0.0.1\"", "server"], ignoreOrder: true);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("server=exec:env,client=exec:env", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    [InlineData("@lab.json", "192.0.2.7")]
    public async Task Hosts_that_share_a_network_and_addresses_that_were_given_are_handed_on(string hosts, string address)
    {
        const string Inventory = """
            {"hosts":{"server":{"connect":"exec:unshare --net","address":"192.0.2.7"},"client":{"connect":"exec:unshare --net"} } }
            """;
        var job = await RunAsync(hosts, s => s.Run("ask", "echo $STREAM_SERVER_ADDRESS"), ("lab.json", Inventory));
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("client/1-ask").ShouldBe([address]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("localhost.localdomain")]
    [InlineData("ip6-localhost")]
    [InlineData("::ffff:127.0.0.5")]
    [InlineData("127.0.1.1")]
    public async Task All_addresses_of_one_machine_are_known_named_ones_as_well(string address)
    {
        var inventory = $$$"""
            {"hosts":{"server":{"connect":"exec:unshare --net","address":"192.0.2.7","addresses":{ "data":"{{{address}}}" } },
                "client":{"connect":"exec:unshare --net"} } }
            """;
        var used = await RunAsync("@lab.json", s => s.Run("ask", "echo $STREAM_SERVER_ADDRESS_DATA"), ("lab.json", inventory));
        used.Nested("client/1-ask").Message.ShouldContain($"is {address}, which leads from host client to something else");

        var other = await RunAsync("@lab.json", s => s.Run("ask", "env | grep SERVER_ADDR; grep data $STREAMLIB_PARAMS; :"), ("lab.json", inventory));
        other.Output("client/1-ask").ShouldBe(["STREAM_SERVER_ADDRESS=192.0.2.7"]);
        other.File("job.log").ShouldContain("STREAM_SERVER_ADDRESS_DATA is not set in stream client: ");
    }

    [Fact]
    public void In_code_asking_for_one_says_what_to_do()
    {
        using var json = JsonDocument.Parse("""{"server":{"role":"server","host":"h1"}}""");
        var host = Topology.Read(json.RootElement)["server"].Host;
        host.Name.ShouldBe("h1");
        var error = Should.Throw<TestException>(() => host.Address);
        error.Code.ShouldBe("SL5030");
        error.Message.ShouldContain("\"address\" in an inventory");
    }

    private static Task<TestJob> RunAsync(string hosts, Func<TestStream, TestStream> client, params (string Name, string Text)[] files) => TestJob.RunAsync(
        Plan.Named("Apart").Stream("server", s => s.Run("wait", "true")).Stream("client", client),
        options =>
        {
            foreach (var (name, text) in files) File.WriteAllText(Path.Combine(options.WorkingDirectory!, name), text);
            return options with { Hosts = hosts };
        },
        Ct);
}
