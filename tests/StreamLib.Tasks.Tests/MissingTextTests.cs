using StreamLib.Tasks;
using static StreamLibTasksTests.Items;

namespace StreamLibTasksTests;

public sealed class MissingTextTests : IDisposable
{
    private static readonly string[] Defined = ["Tool", "extra", "Others"];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("missing-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("for f in $(ls); do echo $f; done", "for f in ; do echo $f; done",
        "MSBuild took $(ls) for a property and put nothing in its place. Write %24(ls) for the text itself.")]
    [InlineData("echo $(pwd)", "echo /build",
        "MSBuild took $(pwd) for a property and put '/build' in its place. Write %24(pwd) for the text itself.")]
    [InlineData("echo $(mytool)", "echo",
        "MSBuild took $(mytool) for a property and put nothing in its place. Write %24(mytool) for the text itself.")]
    [InlineData("printf %02d 1", "printf \u0002d 1", "MSBuild took %02 for the character U+0002. Write %2502 for the text itself.")]
    [InlineData("printf %5d 1", "printf ] 1", "MSBuild took %5d for the character ']'. Write %255d for the text itself.")]
    [InlineData("curl a%2Fb", "curl a/b", "MSBuild took %2F for the character '/'. Write %252F for the text itself.")]
    [InlineData("echo @(files)", "echo",
        "MSBuild took @(files) for a list of items and put nothing in its place. Write %40(files) for the text itself.")]
    [InlineData("git --format=%(refname)", "git --format=",
        "MSBuild took %(refname) for a metadatum and put nothing in its place. Write %25(refname) for the text itself.")]
    public void Text_that_MSBuild_took_is_told_with_the_form_to_write(string written, string arrived, string told) =>
        MissingText.In(written, arrived, Defined.Contains).ShouldBe([told]);

    [Theory]
    [InlineData("$(Tool) run", "netperf run")]
    [InlineData("run $(extra)", "run")]
    [InlineData("run $(Extra)", "run")]
    [InlineData("run $(TargetPath)", "run /a/b.dll")]
    [InlineData("run $([System.IO.Path]::GetFullPath('x'))", "run /x")]
    [InlineData("run $(Tool.ToLower())", "run netperf")]
    [InlineData("echo $(cat f | wc -l)", "echo $(cat f | wc -l)")]
    [InlineData("echo %24(ls) 100%25 a%3Bb %40(x) a%0Ab", "echo $(ls) 100% a;b @(x) a\nb")]
    [InlineData("date +%F_%T", "date +%F_%T")]
    [InlineData("echo %(Filename) @(Others)", "echo a b")]
    [InlineData("echo ${HOME} $HOME", "echo ${HOME} $HOME")]
    [InlineData("ls @(a|b)", "ls @(a|b)")]
    public void References_that_are_meant_are_not_told(string written, string arrived) =>
        MissingText.In(written, arrived, Defined.Contains).ShouldBeEmpty();

    [Fact]
    public void It_is_told_at_the_place_of_the_metadatum_also_in_other_files_and_updates()
    {
        var project = Write("a.csproj", """
            <Project>
              <ItemGroup>
                <NestedTest Include="work" Stream="one"
                            Command="echo $(ls)" />
                <NestedTest Include="fine" Stream="one" Command="echo 1" />
                <NestedTest Update="fine"><Command>printf %02d 1</Command></NestedTest>
              </ItemGroup>
            </Project>
            """);
        Write("Directory.Build.targets", """
            <Project>
              <ItemGroup><TestStream Update="one" OnFailure="cat $(ls)" /></ItemGroup>
            </Project>
            """);
        var imported = Write("more.props", """
            <Project>
              <ItemGroup><NestedTest Include="other" Cleanup="rm $(ls)" /></ItemGroup>
            </Project>
            """);
        using var build = new MockEngine { ProjectFileOfTaskNode = project };
        var other = new Imported(imported, Item("other", ("Cleanup", "rm")));

        var found = MissingText.Of([], [Item("one", ("OnFailure", "cat"))],
            [Item("work", ("Command", "echo")), Item("fine", ("Command", "printf \u0002d 1")), other], build);

        found.Select(gap => $"{Where(gap.Place)} {gap.Gap.Code} {Head(gap.Gap)}").ShouldBe(
            [
                "Directory.Build.targets(2,39) SL5126 TestStream one, OnFailure",
                "a.csproj(4,17) SL5126 NestedTest work, Command",
                "a.csproj(6,31) SL5126 NestedTest fine, Command",
                "more.props(2,42) SL5126 NestedTest other, Cleanup",
            ], ignoreOrder: true);
    }

    private static string Where(Place place) => FormattableString.Invariant($"{Path.GetFileName(place.File)}({place.Line},{place.Column})");

    private static string Head(StreamLib.Plans.PlanGap gap) => gap.Message.Split(':')[0];

    private string Write(string name, string text)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
