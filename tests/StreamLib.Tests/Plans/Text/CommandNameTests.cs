using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class CommandNameTests
{
    [Theory]
    [InlineData("nc -l 80", "nc")]
    [InlineData("exec /usr/sbin/sshd -D", "sshd")]
    [InlineData("n=$(cat f); netperf -H $n", "netperf")]
    [InlineData("n=`cat f` netperf", "netperf")]
    [InlineData("n=\"$(cat \"a b\" | head -1)\" && ping $n", "ping")]
    [InlineData("A=1 B='x y' make test", "make")]
    [InlineData("if [ -f x ]; then curl x; fi", "curl")]
    [InlineData("for i in 1 2 3; do ping $i; done", "ping")]
    [InlineData("case $x in a) iperf3 -s;; esac", "iperf3")]
    [InlineData("cd /srv && ./run.sh", "run.sh")]
    [InlineData("set -eux\nexport A=1\ndotnet test", "dotnet")]
    [InlineData("( cd x; tar xf - )", "tar")]
    [InlineData("{ echo a; } >out", "echo")]
    [InlineData(">out 2>&1 ls", "ls")]
    [InlineData("! grep x y", "grep")]
    [InlineData("\"$DIR/serve\" --all", "serve")]
    [InlineData("$TOOL --all; wget x", "wget")]
    [InlineData("$(cat f)", "")]
    [InlineData("n=$(cat f)", "")]
    [InlineData("cd /srv", "cd")]
    [InlineData("# comment\nls", "ls")]
    [InlineData("env", "env")]
    [InlineData("env -i A=1 nc -l", "nc")]
    [InlineData("", "")]
    [InlineData("'unclosed", "unclosed")]
    [InlineData("$(unclosed", "")]
    public void Is_the_first_program(string line, string name) => CommandName.Of(line).ShouldBe(name);
}
