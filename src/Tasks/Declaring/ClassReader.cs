using StreamLib.Jobs;

namespace StreamLib.Tasks;

/// <summary>Reads which class of which test application an item names.</summary>
internal static class ClassReader
{
    /// <summary>The class; a gap of the item where the application is not known or not there.</summary>
    public static TestClass Read(Item item, string name, string? application, string folder)
    {
        var file = item["Application"] is { } given ? Path.Combine(folder, given) : application;
        if (string.IsNullOrEmpty(file))
            item.Gap("SL5120", $"the class {name} has no test application here: give it Application=\"PATH\" of an assembly, a task call of your own Application=\"$(TargetPath)\", or say for which of its frameworks the project is built (-f net10.0).");
        else if (!File.Exists(file))
            item.Gap("SL1017", $"the class {name} belongs to the test application {file}, which does not exist on this machine: build it first.");
        else if (ApplicationFile.Gap(file, name) is { } gap)
            item.Gap(gap.Code, gap.Message);
        return new TestClass(name, file ?? "");
    }
}
