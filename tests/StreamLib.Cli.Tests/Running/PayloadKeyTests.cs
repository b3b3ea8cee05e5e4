using System.Runtime.Versioning;
using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary><c>payload=</c> of a step and of a stream.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PayloadKeyTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_folder_beside_the_shell_is_shipped_and_one_that_is_missing_is_an_error_before_anything_starts()
    {
        Directory.CreateDirectory(scratch.File("publish"));
        var program = scratch.File("publish", "hello");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho said hello\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var ran = await RunAsync(
            "--run", "a payload=publish/ -- ./hello",
            "--run", "b -- \"$STREAM_PAYLOAD/hello\"", "--stream", "b payload=publish",
            "--hosts", "h1=exec:env,h2=local:");
        ran.ExitCode.ShouldBe(0, ran.ToString());
        ran.Output.Split('\n').Count(line => line.EndsWith("| said hello", StringComparison.Ordinal)).ShouldBe(2, ran.Output);

        var missing = await RunAsync("--run", "a payload=publsh -- ./hello");
        missing.ExitCode.ShouldBe(2);
        missing.Error.ShouldBe(
            $"error SL1150: Step a/hello of Streams has the payload {scratch.File("publsh")}, "
            + "a folder that does not exist here: build or publish it first.\n");
    }

    private Task<Ran> RunAsync(params string[] arguments) => Tool.RunAsync(Tool.In(scratch.Folder), ["run", .. arguments]);
}
