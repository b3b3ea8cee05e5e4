using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class MatrixTests
{
    private static readonly Plan s_plan = Plan.Named("Netperf").Parameter("size", "0").Parameter("seconds", "2").Stream("a", s => s.Run("r", "true"));

    [Fact]
    public void A_variant_is_a_plan_of_its_own_with_the_values_as_parameters()
    {
        var variants = s_plan.Vary("test", "TCP_STREAM", "TCP_RR").Vary("size", "1", "64").Exclude(("test", "TCP_RR"), ("size", "64")).Variants();

        variants.Select(v => v.Name).ShouldBe(["Netperf-TCP_STREAM-1", "Netperf-TCP_STREAM-64", "Netperf-TCP_RR-1"]);
        variants[1].Parameters.Select(p => $"{p.Key}={p.Value}").ShouldBe(["seconds=2", "size=64", "test=TCP_STREAM"]);
        variants.ShouldAllBe(v => v.Matrix.IsEmpty && v.Variants().Single() == v);
    }

    [Fact]
    public void A_plan_without_a_matrix_is_its_only_variant() => s_plan.Variants().ShouldHaveSingleItem().ShouldBeSameAs(s_plan);

    [Theory]
    [InlineData("test=TCP_STREAM,TCP_RR;size=1,64", "test=TCP_RR,size=64", "Netperf-TCP_STREAM-1 Netperf-TCP_STREAM-64 Netperf-TCP_RR-1")]
    [InlineData(" test = a , b ; ", "", "Netperf-a Netperf-b")]
    [InlineData("test=a,b;size=1,2", "test=a; size=1 ;", "Netperf-b-2")]
    [InlineData("option=,--no-delay", null, "Netperf-empty Netperf---no-delay")]
    [InlineData("", null, "Netperf")]
    public void A_matrix_is_read_as_it_is_written(string vary, string? exclude, string names) =>
        (s_plan with { Matrix = Matrix.Parse(vary, exclude) }).Variants().Select(v => v.Name).ShouldBe(names.Split(' '));

    [Fact]
    public void What_is_written_can_be_read_again() => Matrix.Parse(Matrix.Parse("a=1,2; b=x").ToString()).ToString().ShouldBe("a=1,2;b=x");

    [Fact]
    public void All_that_cannot_be_read_is_named_at_once() =>
        Should.Throw<PlanException>(() => Matrix.Parse("test;=1;a=1", "a;a=1,b")).Gaps.Select(g => $"{g.Code}: {g.Message}").ShouldBe(
        [
            "SL1073: 'test' is no part of a matrix: write NAME=VALUE,VALUE.",
            "SL1073: '=1' is no part of a matrix: write NAME=VALUE,VALUE.",
            "SL1073: 'a' is nothing that can be left out of a matrix: write NAME=VALUE,NAME=VALUE.",
            "SL1073: 'a=1,b' is nothing that can be left out of a matrix: write NAME=VALUE,NAME=VALUE.",
        ]);

    [Theory]
    [InlineData("size=1,1", "", "SL1074: The matrix of Netperf gives size the value '1' twice.")]
    [InlineData("size=1;size=2", "", "SL1074: The matrix of Netperf varies size twice: give all its values at once.")]
    [InlineData("size=1,2", "test=a", "SL1075: The matrix of Netperf leaves out test=a, but does not vary test. It varies: size.")]
    [InlineData("size=1,2", "size=3", "SL1075: The matrix of Netperf leaves out size=3, which it does not have. It has: 1, 2.")]
    [InlineData("", "size=3", "SL1075: The matrix of Netperf leaves out size=3, but does not vary size. It varies: nothing.")]
    [InlineData("size=1,2", "size=1;size=2", "SL1077: Nothing is left of the matrix of Netperf: leave out less.")]
    [InlineData("size=1.5,1_5", "", "SL1078: 2 variants of Netperf would have the name Netperf-1_5: size=1.5 and size=1_5. Give values that differ in more than case and signs.")]
    [InlineData("size=a,A", "", "SL1078: 2 variants of Netperf would have the name Netperf-a: size=a and size=A. Give values that differ in more than case and signs.")]
    public void What_is_wrong_with_a_matrix_is_said(string vary, string exclude, string gap)
    {
        var plan = s_plan with { Matrix = Matrix.Parse(vary, exclude) };
        var wrong = Should.Throw<PlanException>(() => PlanRules.Check(plan)).Gaps.ShouldHaveSingleItem();
        $"{wrong.Code}: {wrong.Message}".ShouldBe(gap);
        wrong.Test.ShouldBe("Netperf");
        Should.Throw<PlanException>(() => plan.Variants()).Message.ShouldBe(wrong.Message);
    }

    [Theory]
    [InlineData(2, 500, 0, true)]
    [InlineData(2, 501, 0, false)]
    [InlineData(2, 501, 2, true)]
    [InlineData(1000, 1000, 0, false)]
    public void The_number_of_variants_is_bounded(int first, int second, int excluded, bool allowed)
    {
        var plan = s_plan.Vary("a", Numbers(first)).Vary("b", Numbers(second));
        for (var i = 0; i < excluded; i++) plan = plan.Exclude(("a", $"{i}"), ("b", $"{i}"));

        if (allowed) plan.Variants().Length.ShouldBe((first * second) - excluded);
        else Should.Throw<PlanException>(() => plan.Variants()).Message.ShouldStartWith($"The matrix of Netperf makes {first * second} variants; 1000 are the most.");
    }

    [Fact]
    public void A_given_parameter_chooses_among_the_values() =>
        s_plan.Vary("test", "a", "b").Vary("size", "1", "64").Variants(Given("size", "64")).Select(v => v.Name).ShouldBe(["Netperf-a-64", "Netperf-b-64"]);

    [Fact]
    public void A_given_parameter_that_is_none_of_the_values_is_refused() =>
        Should.Throw<PlanException>(() => s_plan.Vary("size", "1", "64").Variants(Given("size", "65"))).Text
            .ShouldBe("error SL1079: Netperf has no variant with size=65. It has: 1, 64.");

    [Fact]
    public void A_long_name_is_cut_and_stays_unique_and_the_same()
    {
        var names = s_plan.Vary("line", new string('x', 200) + "1", new string('x', 200) + "2").Variants().Select(v => v.Name).ToArray();

        names.ShouldBe(s_plan.Vary("line", new string('x', 200) + "1", new string('x', 200) + "2").Variants().Select(v => v.Name));
        names.ShouldBeUnique();
        names.ShouldAllBe(n => n.Length == 100);
    }

    [Fact]
    public void A_variant_of_any_values_is_a_valid_plan()
    {
        foreach (var variant in s_plan.Vary("value", "", " x", "a/b", "../..", "<&>", "ä", "10.0.0.1:80", "-", new string('.', 300)).Variants()) PlanRules.Check(variant);
    }

    private static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];

    private static ImmutableSortedDictionary<string, string> Given(string name, string value) => ImmutableSortedDictionary<string, string>.Empty.Add(name, value);
}
