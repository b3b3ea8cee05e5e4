namespace PackagesTests;

/// <summary>The checkout that these tests belong to.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>The first code block of this language in a page of the checkout.</summary>
    /// <param name="page">The page.</param>
    /// <param name="language">The language that the block says.</param>
    /// <param name="heading">The heading it stands under; by default the first of all.</param>
    public static string Snippet(string page, string language, string heading = "")
    {
        var text = System.IO.File.ReadAllText(File(page));
        text = text[text.IndexOf(heading, StringComparison.Ordinal)..];
        var start = text.IndexOf($"```{language}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, $"{page} has no {language}");
        start = text.IndexOf('\n', start) + 1;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "Pipeline.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
