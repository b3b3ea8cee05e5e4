using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace StreamLibTasksTests;

/// <summary>Writes items as a project does.</summary>
internal static class Items
{
    public static ITaskItem Item(string include, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(include);
        foreach (var (name, value) in metadata) item.SetMetadata(name, value);
        return item;
    }
}
