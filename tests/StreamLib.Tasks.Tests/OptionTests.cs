using System.Collections;
using Microsoft.Build.Framework;
using StreamLib.Tasks;
using static StreamLibTasksTests.Items;

namespace StreamLibTasksTests;

public sealed class OptionTests
{
    [Theory]
    [InlineData("StreamTimeout", "soon", "SL1050", "StreamTimeout: 'soon' is no length of time: write a number and ms, s, m, h or d, as in 90s or 10m.")]
    [InlineData("StreamParameters", "seconds", "SL1051", "StreamParameters: 'seconds' is no parameter: write NAME=VALUE.")]
    [InlineData("StreamSecrets", "password", "SL1051", "StreamSecrets: a secret is written as NAME=env:VARIABLE, with a name and '='.")]
    public void A_property_that_cannot_be_read_is_named(string property, string value, string code, string message)
    {
        var engine = new Engine();
        using var task = new RunMultiStreamTest
        {
            BuildEngine = engine,
            Tests = [Item("Pair")],
            Streams = [Item("one")],
            NestedTests = [Item("a", ("Command", "true"), ("Stream", "one"))],
            Results = "results",
            Timeout = property == "StreamTimeout" ? value : null,
            Parameters = property == "StreamParameters" ? [value] : [],
            Secrets = property == "StreamSecrets" ? [value] : [],
        };

        task.Execute().ShouldBeFalse();

        engine.Errors.ShouldBe([(code, message)]);
    }

    private sealed class Engine : IBuildEngine
    {
        public List<(string Code, string Message)> Errors { get; } = [];

        public bool ContinueOnError => false;

        public int LineNumberOfTaskNode => 0;

        public int ColumnNumberOfTaskNode => 0;

        public string ProjectFileOfTaskNode => "test.proj";

        public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add((e.Code, e.Message!));

        public void LogWarningEvent(BuildWarningEventArgs e)
        {
        }

        public void LogMessageEvent(BuildMessageEventArgs e)
        {
        }

        public void LogCustomEvent(CustomBuildEventArgs e)
        {
        }

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => false;
    }
}
