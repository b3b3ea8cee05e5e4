using StreamLib.Tasks;
using static StreamLibTasksTests.Items;

namespace StreamLibTasksTests;

public sealed class ItemPositionTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public ItemPositionTests() => File.WriteAllText(file, """
        <Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
          <ItemGroup>
            <NestedTest Include="only" Stream="$(Where)" />
              <NestedTest Include="two; three" />
            <NestedTest Include="twice" Stream="a" Command="true" />
            <NestedTest Include="twice" Stream="b"><Command>true</Command></NestedTest>
            <NestedTest Include="same" /> <NestedTest Include="same" />
            <NestedTest Include="@(Others)" />
            <TestStream Include="else" />
          </ItemGroup>
        </Project>
        """);

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("only", 3, 5)]
    [InlineData("three", 4, 7)]
    [InlineData("same", 0, 0)]
    [InlineData("else", 0, 0)]
    [InlineData("made-by-a-target", 0, 0)]
    public void An_item_is_where_one_element_can_have_made_it(string name, int line, int column) =>
        ItemPosition.Of("NestedTest", Item(name), file).ShouldBe((line, column));

    [Fact]
    public void Items_of_one_name_differ_by_their_metadata() =>
        ItemPosition.Of("NestedTest", Item("twice", ("Stream", "b"), ("Command", "true")), file).ShouldBe((6, 5));

    [Fact]
    public void A_file_that_cannot_be_read_tells_no_position()
    {
        ItemPosition.Of("NestedTest", Item("only"), "").ShouldBe((0, 0));
        ItemPosition.Of("NestedTest", Item("only"), file + ".gone").ShouldBe((0, 0));
        File.WriteAllText(file, "<Project");
        ItemPosition.Of("NestedTest", Item("only"), file).ShouldBe((0, 0));
    }

    [Fact]
    public void A_metadatum_that_the_file_writes_nowhere_comes_from_the_items_that_others_are_made_of()
    {
        ItemPosition.IsInherited("NestedTest", "Count", file).ShouldBeTrue();
        ItemPosition.IsInherited("NestedTest", "stream", file).ShouldBeFalse();
        ItemPosition.IsInherited("NestedTest", "command", file).ShouldBeFalse();
        ItemPosition.IsInherited("TestStream", "Count", file).ShouldBeFalse();
        ItemPosition.IsInherited("NestedTest", "Count", "").ShouldBeFalse();
    }
}
