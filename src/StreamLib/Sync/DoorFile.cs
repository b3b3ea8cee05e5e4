using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamLib.Sync;

/// <summary>A file that tells its owner, and nobody else, the way into a sync server: the address, a scope, and a token that controls it.</summary>
internal static class DoorFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="IOException">The disk refuses it, or cannot keep it from others.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not this user's to write.</exception>
    public static void Write(string file, string address, string scope, string token)
    {
        var unfinished = $"{Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}")}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        File.Delete(unfinished);
        try
        {
            using (var stream = new FileStream(unfinished, options))
            {
                if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & ~OwnerOnly) != 0)
                    throw new IOException("this file system lets others read what it holds");
                using var writer = new StreamWriter(stream);
                writer.Write(new JsonObject { ["address"] = address, ["scope"] = scope, ["token"] = token }.ToJsonString() + "\n");
            }

            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static (string Address, string Scope, string Token) Read(string file)
    {
        try
        {
            var entry = JsonNode.Parse(File.ReadAllText(file));
            return (Text(entry, "address"), Text(entry, "scope"), Text(entry, "token"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Takes it away, if that can be done.</summary>
    public static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its token ends with the scope.
        }
    }

    private static string Text(JsonNode? entry, string name) =>
        entry?[name]?.GetValue<string>() ?? throw new InvalidDataException($"it has no {name}");
}
