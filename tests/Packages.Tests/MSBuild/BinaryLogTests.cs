using System.IO.Compression;
using System.Text;
using Microsoft.Build.Logging.StructuredLogger;

namespace PackagesTests.MSBuild;

public sealed class BinaryLogTests(PackageFeed feed)
{
    private const int Minutes = 60_000;
    private const string Password = "pl4nted-s3cret-w0rd";

    [Fact(Timeout = 3 * Minutes)]
    public async System.Threading.Tasks.Task A_binary_log_explains_a_failure_and_holds_no_secret_and_no_token()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", MSBuild.Project.With($"""
            {MSBuild.Project.OneStream}
            <NestedTest Include="work" Stream="one" Command="echo $PARAM_PASSWORD $STREAMLIB_TOKEN; printf %s $STREAMLIB_TOKEN &gt; $PARAM_FILE; exit 7" />
            """, """
            <Target Name="Explain" DependsOnTargets="Token;RunMultiStreamTests" />
            <Target Name="Token"><StartSyncServer /><Exec Command="printf %s $STREAMLIB_TOKEN > project-token" StandardOutputImportance="low" /></Target>
            """));
        var log = user.File("build.binlog");

        await using var running = Shell.Start(user.File("."), "dotnet",
            ["build", "-nodeReuse:false", "-t:Explain", $"-bl:{log}", "-p:StreamSecrets=password=env:PLANTED", $"-p:StreamParameters=file={user.File("token")}"],
            ("NUGET_PACKAGES", feed.RestoreFolder), ("PLANTED", Password));
        var build = await running.EndAsync();

        build.ExitCode.ShouldBe(1, build.Output);
        var text = await TextOf(log);
        text.ShouldContain("password=env:PLANTED");
        foreach (var hidden in new[] { Password, user.Read("token"), user.Read("project-token") })
        {
            hidden.Length.ShouldBeGreaterThan(15);
            text.ShouldNotContain(hidden);
            build.Output.ShouldNotContain(hidden);
        }

        var read = BinaryLog.ReadBuild(log);
        var error = read.FindChildrenRecursive<Error>().ShouldHaveSingleItem();
        (error.Code, Path.GetFileName(error.File), error.LineNumber).ShouldBe(("SL5102", "test.csproj", 8));
        read.FindChildrenRecursive<Message>().Select(message => message.Text).ShouldContain("one | *** ***");
        var files = read.SourceFiles.Select(file => Path.GetFileName(file.FullPath)).ToArray();
        foreach (var embedded in new[] { "job.log", "results.json", "TEST-Pair.xml", "Pair.trx" }) files.ShouldContain(embedded);
        read.SourceFiles.Single(file => file.FullPath.EndsWith("/job.log", StringComparison.Ordinal)).Text.ShouldStartWith("FAILED: Pair, because one/1-work failed: exit status 7");
    }

    private static async System.Threading.Tasks.Task<string> TextOf(string log)
    {
        using var bytes = new MemoryStream();
        await using var packed = new GZipStream(File.OpenRead(log), CompressionMode.Decompress);
        await packed.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
