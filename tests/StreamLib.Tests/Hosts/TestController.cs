using System.Diagnostics;
using System.Runtime.CompilerServices;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>A controller in a process of its own, so that it can be killed: this assembly again, told what to run by its environment.</summary>
internal static class TestController
{
    private const string Variable = "STREAMLIB_TEST_CONTROLLER";

    /// <summary>Starts a controller that opens a host, starts a command there as many times as is said, and waits for ever.</summary>
    /// <returns>It, and the job's folder on the host.</returns>
    public static async Task<(Process Controller, string Folder)> StartAsync(string host, string line, string sshConfig, int times = 1, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TestController).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment[Variable] = string.Join('\n', host, line, sshConfig, times);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var controller = Process.Start(start)!;
        try
        {
            var folder = await controller.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            return (controller, folder ?? throw new InvalidOperationException("It said nothing."));
        }
        catch
        {
            controller.Kill();
            throw;
        }
    }

#pragma warning disable CA2255 // The test runner owns Main.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunWhenTold()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('\n') is not [var list, var line, var sshConfig, var times])
            return;

        // All on this thread: the others cannot run code of this assembly before its initializer has returned.
        Environment.SetEnvironmentVariable(Variable, null);
        var host = HostGroup.OpenAsync(list, HostOptions.Default with { Grace = TimeSpan.FromSeconds(2), SshConfig = sshConfig }, CancellationToken.None).GetAwaiter().GetResult().Hosts[0];
        for (var left = int.Parse(times, System.Globalization.CultureInfo.InvariantCulture); left > 0; left--)
            _ = host.StartAsync(new HostCommand { Line = line, Mark = "server/1" }, CancellationToken.None).GetAwaiter().GetResult();
        Console.WriteLine(host.Folder);
        Thread.Sleep(Timeout.Infinite);
    }
}
