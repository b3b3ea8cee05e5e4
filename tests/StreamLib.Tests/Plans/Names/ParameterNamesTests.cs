using System.Collections.Immutable;
using StreamLib;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTests.Results;

namespace StreamLibTests.Plans;

/// <summary>Names of parameters that become one environment variable are an error, or the same parameter; none replaces another without a
/// word.</summary>
public sealed class ParameterNamesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Those_of_a_later_place_take_precedence_whatever_the_case()
    {
        var step = new Step { Name = "run", Action = new StepAction.Command("true"), Parameters = Of("STEP=3;HOST=3;Given=3") };
        var plan = (Plan.Named("T") with { Parameters = Of("Size=1;stream=1;step=1;host=1;given=1;key=1") })
            .Stream("a", s => s with { Parameters = Of("STREAM=2;Step=2"), Steps = [step] });
        var placed = new PlacedStream("a", plan.Streams[0], HostSpec.Local with { Parameters = Of("hosT=4;GIVEN=4") });

        var parameters = NestedEnvironment.Parameters(plan, placed, step, Of("gIVEN=5"), Secrets("KEY"));

        parameters.Select(p => $"{p.Key}={p.Value}").ShouldBe(["given=5", "host=4", "key=secret", "Size=1", "step=3", "stream=2"]);
        new TestParameters(parameters)["SIZE"].ShouldBe("1");
    }

    [Theory]
    [InlineData("my-nic=a;my_nic=b", "", "", "", "", "SL1121: T has my-nic and my_nic, which become the same environment variable, "
        + "PARAM_MY_NIC: rename all but one, or leave them out.")]
    [InlineData("größe=a;gräße=b", "", "", "", "", "SL1121: T has gräße and größe, which become the same environment variable, "
        + "PARAM_GR__E: rename all but one, or leave them out.")]
    [InlineData("", "size=1;SIZE=2", "", "", "", "SL1121: Stream a of T has SIZE and size, which become the same environment "
        + "variable, PARAM_SIZE: rename all but one, or leave them out.")]
    [InlineData("", "", "a.b=1;a/b=2", "", "", "SL1121: Step a/run of T has a.b and a/b, which become the same environment "
        + "variable, PARAM_A_B: rename all but one, or leave them out.")]
    [InlineData("", "", "", "my-nic=a;my_nic=b", "", "SL1121: Host h1 has my-nic and my_nic, which become the same environment "
        + "variable, PARAM_MY_NIC: rename all but one, or leave them out.")]
    [InlineData("", "", "", "", "my-nic=a;MY-NIC=b", "SL1121: The command line has MY-NIC and my-nic, which become the same "
        + "environment variable, PARAM_MY_NIC: rename all but one, or leave them out.")]
    [InlineData("my-nic=1", "my_nic=2", "", "", "", "SL1122: T sets the parameter my-nic, and stream a of T sets my_nic: they "
        + "become the same environment variable, PARAM_MY_NIC. Write the name the same in both, or rename one.")]
    [InlineData("", "my-nic=1", "my.nic=2", "", "", "SL1122: Stream a of T sets the parameter my-nic, and step a/run of T sets "
        + "my.nic: they become the same environment variable, PARAM_MY_NIC. Write the name the same in both, or rename one.")]
    [InlineData("my-nic=1", "", "", "my_nic=2", "", "SL1122: T sets the parameter my-nic, and host h1 sets my_nic: they become the "
        + "same environment variable, PARAM_MY_NIC. Write the name the same in both, or rename one.")]
    [InlineData("", "", "my-nic=1", "", "MY_NIC=2", "SL1122: Step a/run of T sets the parameter my-nic, and the command line sets "
        + "MY_NIC: they become the same environment variable, PARAM_MY_NIC. Write the name the same in both, or rename one.")]
    [InlineData("", "", "", "my-nic=1", "my_nic=2", "SL1122: Host h1 sets the parameter my-nic, and the command line sets my_nic: "
        + "they become the same environment variable, PARAM_MY_NIC. Write the name the same in both, or rename one.")]
    [InlineData("size=1", "Size=2", "SIZE=3", "siZe=4", "sizE=5", null)]
    public void Names_that_become_one_variable_are_named_both(string plan, string stream, string step, string host, string given,
        string? gap)
    {
        var checkedPlan = (Plan.Named("T") with { Parameters = Of(plan) })
            .Stream("a", s => s.Run("run", "true", run => run with { Parameters = Of(step) }) with { Parameters = Of(stream) });

        Gaps(checkedPlan, new() { Hosts = Inventory($"\"params\": {Json(host)}"), Parameters = Of(given) })
            .ShouldBe(gap is null ? [] : [gap]);
    }

    [Theory]
    [InlineData("key", "key", "SL1123: key is given both as a parameter and as a secret: leave one of them out.")]
    [InlineData("KEY", "key", "SL1123: KEY is given as a parameter, and key as a secret: they become the same environment variable, "
        + "PARAM_KEY. Leave one of them out, or rename it.")]
    [InlineData("my_key", "my-key", "SL1123: my_key is given as a parameter, and my-key as a secret: they become the same "
        + "environment variable, PARAM_MY_KEY. Leave one of them out, or rename it.")]
    public void A_secret_and_an_open_value_are_not_given_under_one_name(string open, string secret, string gap)
    {
        var options = new JobOptions { Hosts = "", Parameters = Of($"{open}=x"), Secrets = Secrets(secret) };

        Gaps(Plan.Named("T").Stream("a", s => s.Run("run", "true")), options).ShouldBe([gap]);
        Should.Throw<PlanException>(() => ParameterNames.Given(options.Parameters, options.Secrets))
            .Gaps.Select(g => $"{g.Code}: {g.Message}").ShouldBe([gap]);
    }

    [Fact]
    public void A_secret_that_hides_an_open_value_of_the_plan_or_a_host_is_told() => ParameterNames.Hidden(
        (Plan.Named("T") with { Parameters = Of("KEY=1;other=2") })
            .Stream("a", s => s.Run("run", "true", step => step with { Parameters = Of("Key=3") })),
        [HostSpec.Local with { Name = "h1", Parameters = Of("keY=4") }],
        ["key"]).ShouldBe(
    [
        "the secret key takes precedence over the parameter of that name of T",
        "the secret key takes precedence over the parameter of that name of step a/run",
        "the secret key takes precedence over the parameter of that name of host h1",
    ]);

    [Fact]
    public void A_matrix_is_chosen_from_in_any_case_and_has_no_second_name_of_a_parameter()
    {
        var plan = Plan.Named("T").Vary("size", "1", "64").Stream("a", s => s.Run("run", "true"));

        plan.Variants(Of("SIZE=64")).Select(v => v.Name).ShouldBe(["T-64"]);
        Should.Throw<PlanException>(() => plan.Variants(Of("SIZE=65"))).Code.ShouldBe("SL1079");
        (plan with { Parameters = Of("SIZE=0") }).Variants()[1].Parameters.ShouldHaveSingleItem().Value.ShouldBe("64");
        Gaps(plan, new() { Hosts = Inventory("\"params\": {\"SIZE\": 9}") }).ShouldHaveSingleItem()
            .ShouldStartWith("SL1080: Host h1 sets the parameter size, which the matrix of T varies");
        Gaps(plan.Vary("Size", "2"), new() { Hosts = "" }).ShouldHaveSingleItem()
            .ShouldBe("SL1121: The matrix of T has size and Size, which become the same environment variable, PARAM_SIZE: rename "
                + "all but one, or leave them out.");
    }

    [Fact]
    public void Named_addresses_of_a_host_are_told_apart()
    {
        const string Addresses = """
            "addresses": {"st-1": "10.0.0.1", "st_1": "10.0.0.2"}
            """;
        var options = new JobOptions { Hosts = Inventory(Addresses) };

        Gaps(Plan.Named("T").Stream("a", s => s.Run("run", "true")), options).ShouldHaveSingleItem()
            .ShouldStartWith("SL1121: Host h1 has st-1 and st_1, which become the same environment variable, STREAM___ADDRESS_ST_1");
    }

    [Fact]
    public void The_environment_of_a_nested_test_and_its_command_line_are_one_parameter_in_any_case()
    {
        var file = Write("params.json", """{"params":{"Size":"1","other":"2"},"streams":{}}""");

        var context = NestedContext.FromEnvironment(name => name == "STREAMLIB_PARAMS" ? file : null, Of("SIZE=5"), TextWriter.Null);

        context.Parameters.Get("size", 0).ShouldBe(5);
        context.Parameters.All.Count.ShouldBe(2);
    }

    private static ImmutableSortedDictionary<string, string> Of(string pairs) =>
        ParameterText.Parse(pairs.Split(';', StringSplitOptions.RemoveEmptyEntries));

    private static ImmutableSortedDictionary<string, Secret> Secrets(string name) =>
        ImmutableSortedDictionary<string, Secret>.Empty.Add(name, new Secret("env:K", "secret"));

    private static string Json(string pairs) => $"{{{string.Join(',', Of(pairs).Select(p => $"\"{p.Key}\": \"{p.Value}\""))}}}";

    private string Inventory(string what) =>
        "@" + Write("lab.json", """{"hosts": {"h1": {"connect": "local:", """ + what + "}}}");

    private static string[] Gaps(Plan plan, JobOptions options)
    {
        try
        {
            Job.Check(plan, options);
            return [];
        }
        catch (PlanException e)
        {
            return [.. e.Gaps.Select(gap => $"{gap.Code}: {gap.Message}")];
        }
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(scratch[name], text);
        return scratch[name];
    }
}
