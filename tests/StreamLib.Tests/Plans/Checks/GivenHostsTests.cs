using StreamLib;
using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class GivenHostsTests
{
    [Theory]
    [InlineData(",")]
    [InlineData(" ; ")]
    [InlineData(",;\n,")]
    public void A_list_of_separators_names_no_host(string text) =>
        Should.Throw<PlanException>(() => HostList.Parse(text, ".")).Gaps.ShouldHaveSingleItem().Code.ShouldBe("SL1130");

    [Theory]
    [InlineData("$(StreamHosts)", "$(StreamHosts)")]
    [InlineData("ssh:h1,$(Lab.Hosts)", "$(Lab.Hosts)")]
    [InlineData("@$(Build)/lab.json", "$(Build)")]
    [InlineData("${HOSTS}", "${HOSTS}")]
    [InlineData("ssh:${{ vars.HOSTS }}", "${{ vars.HOSTS }}")]
    [InlineData("$HOSTS", "$HOSTS")]
    [InlineData("ssh:$HOST", "$HOST")]
    [InlineData("%HOSTS%", "%HOSTS%")]
    public void A_reference_that_nothing_replaced_is_named(string text, string reference)
    {
        var gap = Should.Throw<PlanException>(() => HostList.Parse(text, ".")).Gaps.ShouldHaveSingleItem();
        gap.Code.ShouldBe("SL1131");
        gap.Message.ShouldStartWith($"The list of hosts contains '{reference}' as it is: nothing replaced it with a value.");
    }

    [Theory]
    [InlineData("exec:nsenter -t $(cat pid) -n")]
    [InlineData("exec:env A=$HOME")]
    [InlineData("ssh:root@fe80::1%eth0")]
    public void What_a_host_replaces_itself_stays(string text) => HostList.Parse(text, ".").Length.ShouldBe(1);

    [Theory]
    [InlineData("STREAM_HOST")]
    [InlineData("STREAMLIB_HOSTS")]
    public void A_slip_in_the_name_of_the_variable_is_an_error(string variable) =>
        Should.Throw<PlanException>(() => Job.Check(One, new JobOptions { Variable = name => name == variable ? "ssh:h1" : null })).Gaps
            .ShouldBe([new PlanGap("SL1133",
                $"The environment variable {variable} is set, and nothing reads it. Did you mean STREAM_HOSTS?")]);

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    public void A_variable_that_names_no_host_is_a_notice(string value)
    {
        var options = new JobOptions { Variable = name => name == "STREAM_HOSTS" ? value : null };
        JobChecks.Of([One], options).NoticesOf("A").ShouldHaveSingleItem().Code.ShouldBe("SL1130");
    }

    [Fact]
    public void Hosts_that_are_given_make_no_notice() =>
        JobChecks.Of([One], new JobOptions { Hosts = "local:", Variable = _ => "" }).NoticesOf("A").ShouldBeEmpty();

    private static Plan One => Plan.Named("A").Stream("a", s => s.Run("a", "true"));

    [Theory]
    [InlineData("@none.json")]
    [InlineData("@none.json,@none.json")]
    public void An_inventory_without_hosts_is_a_list_that_names_none(string list)
    {
        var folder = StreamLibTesting.TemporaryFolder.Make();
        File.WriteAllText(Path.Combine(folder, "none.json"), """{"hosts":{}}""");
        Should.Throw<PlanException>(() => HostList.Parse(list, folder)).Gaps.ShouldHaveSingleItem().Code.ShouldBe("SL1130");
    }
}
