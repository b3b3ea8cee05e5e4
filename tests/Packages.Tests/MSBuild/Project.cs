namespace PackagesTests.MSBuild;

/// <summary>Projects as a user writes them.</summary>
internal static class Project
{
    /// <summary>The target that runs the tests of a project.</summary>
    public const string Run = "-t:RunMultiStreamTests";

    /// <summary>One stream.</summary>
    public const string OneStream = """<MultiStreamTest Include="Pair" /><TestStream Include="one" />""";

    /// <summary>A project with the packed package, these items and these targets.</summary>
    public static string With(string items, string targets = "", string properties = "<TargetFramework>net10.0</TargetFramework>") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StreamLib.Tasks" Version="0.1.0" PrivateAssets="all" />
            {items}
          </ItemGroup>
          {targets}
        </Project>
        """;
}
