namespace PackagesTests;

/// <summary>Samples of the checkout as a user has them: in a folder of their own, with the packed packages.</summary>
internal static class SampleCopy
{
    private const string TasksPackage = """<ItemGroup><PackageReference Include="StreamLib.Tasks" Version="0.1.0" PrivateAssets="all" /></ItemGroup>""";

    /// <summary>A copy of a sample.</summary>
    /// <param name="feed">The packages.</param>
    /// <param name="sample">The name of the sample.</param>
    /// <param name="from">What in its project belongs to the checkout alone.</param>
    /// <param name="to">What stands there in a project of a user.</param>
    public static UserFolder Of(PackageFeed feed, string sample, string from = "", string to = "")
    {
        var user = new UserFolder(feed);
        var folder = Repository.File($"samples/{sample}");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)))
        {
            if (!file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".sh" or ".cake" or ".csproj")
                user.Write(file, File.ReadAllText(Path.Combine(folder, file)));
        }

        if (File.Exists(user.File("build.cake"))) user.WriteCake(user.Read("build.cake"));
        var project = user.Read($"{sample}.csproj");
        if (from.Length > 0) project = project.Replace(from, to, StringComparison.Ordinal);
        user.Write($"{sample}.csproj", project.Replace("</Project>", $"{TasksPackage}</Project>", StringComparison.Ordinal));
        // What the samples of the checkout have in common.
        user.Write("Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>");
        return user;
    }
}
