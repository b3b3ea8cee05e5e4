using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class SynonymsTests
{
    private static readonly string[] Words = ["Command", "Class", "Needs", "Cleanup", "Timeout", "Port", "Ready", "KnownIssue", "Params",
        "Expect"];

    [Theory]
    [InlineData("Cmd", "Command")]
    [InlineData("Comand", "Command")]
    [InlineData("DependsOn", "Needs")]
    [InlineData("Parameters", "Params")]
    [InlineData("known-issue", "KnownIssue")]
    [InlineData("KnownIsue", "KnownIssue")]
    [InlineData("Clenaup", "Cleanup")]
    [InlineData("TeardOwn", "Cleanup")]
    [InlineData("Raedy", "Ready")]
    [InlineData("ExpectFail", "Expect")]
    public void What_was_meant_is_found(string written, string meant) => Synonyms.Meant(written, Words).ShouldBe(meant);

    [Theory]
    [InlineData("timeout")]
    [InlineData("Owner")]
    [InlineData("Fort")]
    [InlineData("Priority")]
    public void Other_words_are_left_alone(string written) => Synonyms.Meant(written, Words).ShouldBeNull();
}
