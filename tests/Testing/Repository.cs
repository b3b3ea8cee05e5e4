using System.Xml.Linq;

namespace StreamLibTesting;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    private const string Landmark = "Pipeline.sln";

    /// <summary>The root folder of the checkout.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests do not run from within a checkout.</exception>
    public static string Root { get; } = FindRoot();

    /// <summary>The version that the packages of this checkout carry, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } = ReadVersion();

    /// <summary>The full path of a file or folder in the checkout.</summary>
    /// <param name="parts">Its path relative to the root.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Landmark)))
                return folder.FullName;

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {Landmark}: the tests run from within a checkout.");
    }

    private static string ReadVersion() =>
        XDocument.Load(PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
}
