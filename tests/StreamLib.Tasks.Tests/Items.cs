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

/// <summary>An item that another file declares.</summary>
internal sealed class Imported(string file, ITaskItem inner) : ITaskItem
{
    public string ItemSpec { get => inner.ItemSpec; set => inner.ItemSpec = value; }

    public System.Collections.ICollection MetadataNames => inner.MetadataNames;

    public int MetadataCount => inner.MetadataCount;

    public string GetMetadata(string metadataName) => metadataName == "DefiningProjectFullPath" ? file : inner.GetMetadata(metadataName);

    public void SetMetadata(string metadataName, string metadataValue) => inner.SetMetadata(metadataName, metadataValue);

    public void RemoveMetadata(string metadataName) => inner.RemoveMetadata(metadataName);

    public void CopyMetadataTo(ITaskItem destinationItem) => inner.CopyMetadataTo(destinationItem);

    public System.Collections.IDictionary CloneCustomMetadata() => inner.CloneCustomMetadata();
}
