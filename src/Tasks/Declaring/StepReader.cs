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
        item.CheckMetadata();
        var step = StepTerms.Read(item.Name, name => name == "Script" && item.IsScript ? item.Include : item[name], item.Gap);
        return step.Action is StepAction.TestClass named ? step with { Action = ClassOf(item, named.Name, application, folder) } : step;
    }

    private static StepAction.TestClass ClassOf(Item item, string name, string? application, string folder)
    {
        var test = ClassReader.Read(item, name, application, folder);
        return new StepAction.TestClass(test.Name, test.Application);
    }
}
