using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class SlurmSpecTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("nodes=4,partition=all,time=10", "--nodes=4 --partition=all --time=10")]
    [InlineData("nodes=2,exclusive,qos=fast", "--nodes=2 --exclusive --qos=fast")]
    [InlineData("nodelist=h[1-2,4],h7,constraint=[a*2&b*4]", "--nodelist=h[1-2,4],h7 --constraint=[a*2&b*4]")]
    [InlineData("exclude=h1,exclusive,exclude2=x", "--exclude=h1 --exclusive --exclude2=x")]
    [InlineData("time=1-00:00:00, comment=a=b", "--time=1-00:00:00 --comment=a=b")]
    public void Options_of_salloc_are_read(string spec, string request) => string.Join(' ', SlurmSpec.Parse(spec).Request).ShouldBe(request);

    [Theory]
    [InlineData("job=12", "12", null)]
    [InlineData("job=12,node=h1", "12", "h1")]
    public void An_allocation_that_is_there_is_read(string spec, string job, string? node) =>
        SlurmSpec.Parse(spec).ShouldSatisfyAllConditions(s => s.Job.ShouldBe(job), s => s.Node.ShouldBe(node), s => s.Asks.ShouldBeFalse());

    [Theory]
    [InlineData("-N4", "'-N4' is no option of salloc")]
    [InlineData("nodes=", "'nodes=' is no option of salloc")]
    [InlineData("4", "'4' is no option of salloc")]
    [InlineData("nodes=4,job-name=x", "the option job-name is chosen by StreamLib itself")]
    [InlineData("nodes=4,nodes=5", "the option nodes is given twice")]
    [InlineData("node=h1", "node= needs job=, the number of the allocation that the node belongs to")]
    [InlineData("job=12,nodes=4", "job= takes an allocation that is there already: it goes with node=, not with nodes=4")]
    [InlineData("job=x", "'x' is no number of a job")]
    [InlineData("job", "job has no value")]
    public void A_mistake_says_what_it_is(string spec, string why) => ErrorOf($"slurm:{spec}").ShouldBe(
        $"error SL1105: 'slurm:{spec}' is no host of Slurm: {why}. Write slurm: in an allocation, slurm:nodes=4,partition=NAME,time=10 with any long options of salloc to ask for one, or slurm:job=ID for one that is there.");

    [Theory]
    [InlineData("slurm:nodes=4,time=1:00,ssh:h1", "slurm=slurm:nodes=4,time=1:00 h1=ssh:h1")]
    [InlineData("slurm:|exec:sudo -n", "slurm=slurm:|exec:sudo -n")]
    [InlineData("ssh:login|slurm:nodes=2", "slurm=ssh:login|slurm:nodes=2")]
    [InlineData("slurm:job=12,node=h1", "h1=slurm:job=12,node=h1")]
    [InlineData("a=slurm:nodes=1;b=slurm:nodes=2", "a=slurm:nodes=1 b=slurm:nodes=2")]
    public void It_stands_in_lists_and_stacks_like_any_other(string text, string hosts) => string.Join(' ', HostList.Parse(text, ".")).ShouldBe(hosts);

    [Fact]
    public void Behind_another_host_nothing_is_known_of_an_allocation() =>
        Should.Throw<PlanException>(() => ClaimedHosts.Check(HostList.Parse("ssh:login|slurm:", "."))).Text.ShouldContain("SLURM_JOB_ID is not set there");

    private static string ErrorOf(string text) => Should.Throw<PlanException>(() => HostList.Parse(text, ".")).Text;
}
