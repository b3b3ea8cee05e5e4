using System.Runtime.InteropServices;
using StreamLibLoad.Report;
using StreamLibLoad.Servers;

string[] options = ["--smoke", "--lifeline"];
switch (args)
{
    case ["serve", var kind]:
        return await Serving.RunAsync(kind);
    case ["run", .. var asked] when asked.All(options.Contains):
        using (var bench = new Bench(asked.Contains("--smoke") ? Effort.Smoke : Effort.Full))
        {
            var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => Stop(bench))).ToList();
            if (asked.Contains("--lifeline")) _ = Task.Run(() => StopWithInput(bench));
            bench.Run();
            foreach (var signal in signals) signal.Dispose();
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: streamlib-load run [--smoke] [--lifeline] | serve sync|echo|fan");
        return 2;
}

static void StopWithInput(Bench bench)
{
    while (Console.In.ReadLine() is not null)
    {
    }

    Stop(bench);
}

// The servers end with this process in any case; their folders would stay.
static void Stop(Bench bench)
{
    bench.Dispose();
    Environment.Exit(130);
}
