using System.Collections.Immutable;
using System.ComponentModel;
using StreamLib;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Hosts;

/// <summary>What is said when a process cannot be started on this machine.</summary>
public class StartFailureTests
{
    [Theory]
    [InlineData(24, "EMFILE", "ulimit -n")]
    [InlineData(23, "ENFILE", "fs.file-max")]
    [InlineData(11, "EAGAIN", "ulimit -u")]
    [InlineData(12, "ENOMEM", "fewer streams")]
    [InlineData(7, "E2BIG", "into a file")]
    public void A_limit_is_named_and_nothing_is_to_be_installed(int number, string name, string wayOut)
    {
        var error = HostErrors.Launcher(HostSpec.Local, "setsid", StartFailure.Of(new Win32Exception(number)));
        error.Code.ShouldBe("SL3030");
        error.Message.ShouldContain(name);
        error.Message.ShouldContain(wayOut);
        error.Message.ShouldNotContain("Install");
    }

    [Fact]
    public void A_program_that_is_missing_is_to_be_installed()
    {
        var error = HostErrors.Launcher(HostSpec.Local, "setsid", StartFailure.Of(new Win32Exception(2)));
        (error.Code, error.Message).ShouldBe((
            "SL2007",
            "Host local: 'setsid' could not be started on this machine: there is no such program. Install it or put it on the PATH."));
    }

    [Fact]
    public void What_is_too_large_to_start_is_told_in_a_nested_test()
    {
        var context = NestedContext.FromEnvironment(_ => null, ImmutableSortedDictionary<string, string>.Empty, TextWriter.Null);
        var error = Should.Throw<CommandException>(() => RunningCommand.Start($": {new string('x', 200_000)}", context));
        error.Code.ShouldBe("SL3030");
        error.Message.ShouldContain("E2BIG");
        error.Message.Length.ShouldBeLessThan(700);
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData(".", "is a folder")]
    public void A_configuration_for_ssh_that_cannot_be_read_is_an_error_of_the_run(string file, string why)
    {
        var home = StreamLibTesting.TemporaryFolder.Make();
        var options = new JobOptions { Hosts = "", WorkingDirectory = home, SshConfig = file };
        var error = Should.Throw<PlanException>(() => Job.Check([Plan.Named("Any").Stream("a", s => s.Run("x", "true"))], options));
        error.Code.ShouldBe("SL1176");
        error.Message.ShouldStartWith($"The ssh configuration {Path.Combine(home, file)} {why}. ");
    }
}
