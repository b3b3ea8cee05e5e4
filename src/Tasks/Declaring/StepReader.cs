using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Reads a step from a <c>NestedTest</c> item.</summary>
internal static class StepReader
{
    /// <param name="item">The item.</param>
    /// <param name="application">The test application whose classes are meant where the item names no other.</param>
    /// <param name="folder">What relative paths start at.</param>
    public static Step Read(Item item, string? application, string folder)
    {
        item.Knows(
            "Test", "Stream", "Command", "Script", "Arguments", "Class", "Application", "Barrier",
            "Background", "MayEnd", "Port", "Ready", "Needs", "Expect", "KnownIssue", "Cleanup", "Timeout", "Params");
        return new()
        {
            Name = item.Name,
            Action = Action(item, application, folder),
            Background = item.Flag("Background"),
            MayEnd = item.Flag("MayEnd"),
            Port = item.Read("Port", PortChoice.Parse),
            Ready = item.Read("Ready", Readiness.Parse),
            Needs = item.List("Needs"),
            Expect = item.Read("Expect", Expectation.Parse) ?? Expectation.Pass,
            KnownIssue = item["KnownIssue"],
            Cleanup = item["Cleanup"],
            Timeout = item.Read("Timeout", text => (TimeSpan?)Duration.Parse(text)),
            Parameters = item.Parameters,
        };
    }

    private static StepAction Action(Item item, string? application, string folder)
    {
        switch (item["Command"], item["Script"], item["Class"], item["Barrier"])
        {
            case ({ } line, null, null, null): return new StepAction.Command(line);
            case (null, { } script, null, null): return new StepAction.Script(script, item["Arguments"] ?? "");
            case (null, null, { } name, null):
                var test = ClassReader.Read(item, name, application, folder);
                return new StepAction.TestClass(test.Name, test.Application);
            case (null, null, null, { } count): return new StepAction.Barrier(item.Name, count);
            case (null, null, null, null) when item.IsScript: return new StepAction.Script(item.Include, item["Arguments"] ?? "");
            default:
                item.Gap("SL5116", "give it exactly one of Command, Script, Class and Barrier.");
                return new StepAction.Command("");
        }
    }
}
