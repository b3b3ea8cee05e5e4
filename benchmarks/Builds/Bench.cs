using System.Diagnostics;

namespace StreamLibBuildBench;

/// <summary>What the tasks cost a build: whole runs of <c>dotnet msbuild</c>, each kind in turn, and the median of them.</summary>
internal sealed class Bench : IDisposable
{
    private const int Rounds = 11;
    private const double Milliseconds = 1000;
    private const double MostAbove = 300;
    private static readonly string[] s_kinds = ["plain -t:None", "with -t:None", "with -t:Execs", "with -t:RunMultiStreamTests"];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("buildbench-");

    public Bench(string packages)
    {
        Write("nuget.config", $"""<configuration><packageSources><clear /><add key="packed" value="{Path.GetFullPath(packages)}" /></packageSources></configuration>""");
        Write("plain/plain.csproj", Project(""));
        Write("with/with.csproj", Project("""
            <ItemGroup>
              <PackageReference Include="StreamLib.Tasks" Version="0.1.0" PrivateAssets="all" />
              <MultiStreamTest Include="Three" />
              <TestStream Include="one;two;three" />
              <NestedTest Include="work" Stream="one" Command="true" /><NestedTest Include="work" Stream="two" Command="true" /><NestedTest Include="work" Stream="three" Command="true" />
            </ItemGroup>
            """));
    }

    public void Run()
    {
        Table.Note("");
        Machine.Describe(Table.Note);
        var table = new Table(judges: true);
        foreach (var project in new[] { "plain", "with" }) Time($"{project} -t:Restore");

        var times = s_kinds.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var kind in s_kinds) times[kind].Add(Time(kind));
        }

        double Of(string kind) => Median.Of(times[kind]);
        var (plain, none, execs, streams) = (Of(s_kinds[0]), Of(s_kinds[1]), Of(s_kinds[2]), Of(s_kinds[3]));
        Table.Begin("What the tasks cost a build", "ms");
        table.Add("three local streams of `true`, the whole build", streams, "three Exec of `true`", execs);
        table.Add("the same without what an empty build takes", streams - none, "three Exec of `true`", execs - none);
        table.Add("so much above the three Exec", streams - execs, "bound", MostAbove, most: 1);
        table.Add("a build that runs no multi-stream test", none, "without the package", plain);
        Table.Note($"  spread of the build without the package: {times[s_kinds[0]].Min():0} to {times[s_kinds[0]].Max():0} ms");
        Table.Note($"load of the machine at the end: {Machine.Load}");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string Project(string more) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
          {more}
          <Target Name="None" />
          <Target Name="Execs"><Exec Command="true" /><Exec Command="true" /><Exec Command="true" /></Target>
        </Project>
        """;

    private void Write(string file, string text)
    {
        var path = Path.Combine(folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private double Time(string kind)
    {
        var words = kind.Split(' ');
        var start = new ProcessStartInfo("dotnet", ["msbuild", "-nologo", "-v:q", "-nodeReuse:false", words[1]])
        {
            WorkingDirectory = Path.Combine(folder.FullName, words[0]),
            RedirectStandardOutput = true,
            Environment = { ["NUGET_PACKAGES"] = Path.Combine(folder.FullName, "restored"), ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds * Milliseconds : throw new InvalidOperationException($"{kind} ended with exit code {process.ExitCode}: {output}");
    }
}
