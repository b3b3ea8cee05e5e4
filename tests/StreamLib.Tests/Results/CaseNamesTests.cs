using StreamLib.Results;

namespace StreamLibTests.Results;

public class CaseNamesTests
{
    [Theory]
    [InlineData("NetPerf", "NetPerf")]
    [InlineData("1", "test 1")]
    [InlineData("1.10", "test 1_10")]
    [InlineData("run.sh", "run_sh")]
    [InlineData(" <a> & \"b\" ", "_a_ _ _b_")]
    [InlineData("\e[31mred\e[0m\nline", "red line")]
    [InlineData("", "test _")]
    public void Names_are_such_that_every_reader_takes_them(string name, string expected) => CaseNames.Short(name, "test").ShouldBe(expected);

    [Fact]
    public void Names_fit_into_256_characters_and_stay_unique()
    {
        var names = new CaseNames();
        var all = Enumerable.Range(0, 3).Select(_ => names.Case("C", CaseNames.Short(new string('x', 400), "test"))).ToArray();
        all.Distinct().Count().ShouldBe(3);
        all.ShouldAllBe(n => n.Length <= 256);
        all[1].ShouldEndWith(" (2)");
    }

    [Fact]
    public void The_same_name_in_two_classes_is_no_clash()
    {
        var names = new CaseNames();
        names.Case("A", "x").ShouldBe("x");
        names.Case("B", "x").ShouldBe("x");
        names.Case("A", "x").ShouldBe("x (2)");
    }

    [Fact]
    public void Ids_are_made_from_the_names_alone()
    {
        CaseNames.Id("S", "T", "client1", "NetPerf").ShouldBe(CaseNames.Id("S", "T", "client1", "NetPerf"));
        CaseNames.Id("S", "T", "client1", "NetPerf").ShouldNotBe(CaseNames.Id("S", "T", "client2", "NetPerf"));
        CaseNames.Id("S").Version.ShouldBe(8);
    }

    [Fact]
    public void Parts_of_a_class_name_hold_no_dot_and_no_comma()
    {
        CaseNames.Part("h1.example,x").ShouldBe("h1_example_x");
        CaseNames.Namespace("Netperf.Tests").ShouldBe("Netperf.Tests");
    }
}
