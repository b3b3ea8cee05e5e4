using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Reads a step from a <c>NestedTest</c> item.</summary>
internal static class StepReader
{
    public static Step Read(Item item) => new()
    {
        Name = item.Name,
        Action = Action(item),
        Background = item.Flag("Background"),
        MayEnd = item.Flag("MayEnd"),
        Port = item.Read("Port", PortChoice.Parse),
        Ready = item.Read("Ready", Readiness.Parse),
        Needs = item.List("Needs"),
        Cleanup = item["Cleanup"],
        Timeout = item.Read("Timeout", text => (TimeSpan?)Duration.Parse(text)),
        Parameters = item.Parameters,
    };

    private static StepAction Action(Item item)
    {
        switch (item["Command"], item["Script"], item["Barrier"])
        {
            case ({ } line, null, null): return new StepAction.Command(line);
            case (null, { } script, null): return new StepAction.Script(script, item["Arguments"] ?? "");
            case (null, null, { } count): return new StepAction.Barrier(item.Name, count);
            default:
                item.Gap("SL5116", "give it exactly one of Command, Script and Barrier.");
                return new StepAction.Command("");
        }
    }
}
