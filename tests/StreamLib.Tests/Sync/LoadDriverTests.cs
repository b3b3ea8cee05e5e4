using System.Text.RegularExpressions;
using StreamLibTesting;

namespace StreamLibTests.Sync;

public class LoadDriverTests
{
    [Fact(Timeout = 60_000)]
    public async Task The_load_driver_measures_every_kind()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var driver = Repository.PathOf("benchmarks", "Load", "bin", configuration, "net10.0", "streamlib-load.dll");

        var ran = await Shell.RunAsync("dotnet", [driver, "run", "--smoke"], cancellationToken: TestContext.Current.CancellationToken);

        ran.EnsureSuccess();
        foreach (var measured in new[] { "barrier of 2", "10: last arrival to last release", "10: all of it, per party", "set", "get", "signal", "a party that waits" })
            ran.Lines.ShouldContain(line => Regex.IsMatch(line, $"^{Regex.Escape(measured)} +[0-9]"), measured);
    }
}
