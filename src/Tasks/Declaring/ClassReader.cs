using System.Text.RegularExpressions;

namespace StreamLib.Tasks;

/// <summary>Reads which class of which test application an item names.</summary>
internal static partial class ClassReader
{
    /// <summary>Whether this can name a test: its results get a folder of that name.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);


    /// <summary>The class; a gap of the item where the application is not known or not there.</summary>
    public static TestClass Read(Item item, string name, string? application, string folder)
    {
        var file = item["Application"] is { } given ? Path.Combine(folder, given) : application;
        if (string.IsNullOrEmpty(file))
            item.Gap("SL5120", $"the class {name} has no test application here: give it Application=\"PATH\" of an assembly, a task call of your own Application=\"$(TargetPath)\", or say for which of its frameworks the project is built (-f net10.0).");
        else if (!File.Exists(file))
            item.Gap("SL1017", $"the class {name} belongs to the test application {file}, which does not exist on this machine: build it first.");
        return new TestClass(name, file ?? "");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,99}$")]
    private static partial Regex Name();
}
