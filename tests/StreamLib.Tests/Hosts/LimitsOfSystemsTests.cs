using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

/// <summary>Limits of systems are named where they are reached.</summary>
public class LimitsOfSystemsTests
{
    private static readonly ImmutableSortedDictionary<string, string> NoVariables = ImmutableSortedDictionary<string, string>.Empty;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_command_line_or_variable_of_more_than_128_KiB_is_refused_by_name()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local, TestShells.Quick, Ct);
        var most = new string('x', 131_000);
        (await host.RunAsync(new HostCommand { Line = "echo ${#BIG}", Environment = NoVariables.SetItem("BIG", most) }, Ct)).Output.Trim().ShouldBe("131000");

        var line = await Should.ThrowAsync<CommandException>(() => host.RunAsync($": {new string('x', 131_100)}", Ct));
        (line.Code, line.Message.Contains("its command line has 131103 bytes", StringComparison.Ordinal)).ShouldBe(("SL3050", true));
        var variable = await Should.ThrowAsync<CommandException>(() => host.RunAsync(
            new HostCommand { Line = "true", Environment = NoVariables.SetItem("BIG", new string('\u00e9', 70_000)) }, Ct));
        (variable.Code, variable.Message.Contains("its variable BIG has 140005 bytes", StringComparison.Ordinal)).ShouldBe(("SL3050", true));
    }

    [Fact(Timeout = 30_000)]
    public async Task Variables_of_more_than_2_MiB_together_are_refused_with_the_largest()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local, TestShells.Quick, Ct);
        var many = NoVariables.AddRange(Enumerable.Range(10, 17).Select(n => KeyValuePair.Create($"V{n}", new string('x', 120_000))));
        (await host.RunAsync(new HostCommand { Line = "echo ${#V10}", Environment = many }, Ct)).Output.Trim().ShouldBe("120000");

        var more = many.Add("LARGE", new string('x', 130_000));
        var error = await Should.ThrowAsync<CommandException>(() => host.RunAsync(
            new HostCommand { Line = "true", Environment = more }, Ct));
        error.Code.ShouldBe("SL3050");
        error.Message.ShouldContain("its command line and variables have 2170249 bytes");
        error.Message.ShouldContain("the largest variables are LARGE (130000 bytes), V10 (120000 bytes)");
        await Should.ThrowAsync<CommandException>(() => host.RunAsync(
            new HostCommand { Line = "true", Common = many, Environment = NoVariables.Add("LARGE", more["LARGE"]) }, Ct));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_command_of_our_own_that_is_too_long_is_an_error_of_the_host()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local, TestShells.Quick, Ct);
        var error = await Should.ThrowAsync<HostException>(() => host.RunAsync(
            new HostCommand { Line = "true", Environment = NoVariables.Add("BIG", new string('x', 140_000)), IsOwn = true }, Ct));
        error.Code.ShouldBe("SL2063");
        error.Message.ShouldContain("its variable BIG has 140005 bytes");
    }

    [Theory]
    [InlineData("sh: 1: Cannot fork", "ulimit -u")]
    [InlineData("bash: fork: retry: Resource temporarily unavailable", "ulimit -u")]
    [InlineData("sh: can't fork: Resource temporarily unavailable", "ulimit -u")]
    [InlineData("cannot open x: Too many open files", "ulimit -n")]
    [InlineData("Too many open files in system", "fs.file-max")]
    [InlineData("tar: Argument list too long", "128 KiB")]
    public void Words_of_a_limit_name_it(string words, string limit)
    {
        var host = HostList.Parse("ssh:h1", ".")[0];
        foreach (var error in new[] { HostErrors.Session(host, words), HostErrors.NoShell(host, words), HostErrors.Lost(host, words), HostErrors.Transfer(host, "it", words) })
            error.Message.ShouldContain(limit);
        HostErrors.Lost(host, "the connection ended").Message.ShouldNotContain("limit");
    }
}
