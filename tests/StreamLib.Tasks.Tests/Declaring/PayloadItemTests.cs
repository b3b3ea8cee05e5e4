using StreamLib.Tasks;
using static StreamLibTasksTests.Items;

namespace StreamLibTasksTests;

public sealed class PayloadItemTests
{
    [Fact]
    public void The_payload_of_an_item_starts_at_the_folder_of_its_project()
    {
        var folder = Directory.CreateTempSubdirectory("streamlib-test-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "publish"));
        var declaration = new Declaration(
            [Item("Pair")],
            [Item("one", ("Payload", "publish/"))],
            [Item("first", ("Stream", "one"), ("Command", "./service"), ("Payload", "../missing"))],
            folder,
            _ => null);
        var plan = declaration.Select([]).ShouldHaveSingleItem().Plan.ShouldNotBeNull();
        Directory.Delete(folder, recursive: true);

        plan.Streams[0].Payload.ShouldBe(Path.Combine(folder, "publish"));
        var gap = declaration.Gaps.ShouldHaveSingleItem();
        (gap.Gap.Code, gap.Item!.Name).ShouldBe(("SL1150", "first"));
    }
}
