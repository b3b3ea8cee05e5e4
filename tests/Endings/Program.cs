using System.Diagnostics;
using StreamLib;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLib.Shared;
using StreamLibEndings;

// usage: Endings HOSTS SSH_CONFIG RESULTS WORK [alone]   or   Endings HOSTS "" RESULTS nested
using var end = new GracefulEnd();
var options = JobOptions.Default with { Hosts = args[0], SshConfig = args[1] is { Length: > 0 } file ? file : null, ResultsDirectory = args[2], Sinks = [new LiveText(Console.Out)] };
var result = args is [.., "alone"]
    ? await Job.RunAsync(Plan.Named("Flood").Stream("one", s => s.Run("flood", args[3])), options, end.Requested)
    : args is [.., "nested"] ? await Job.RunAsync(new NestingTest(), options, end.Requested)
    : await Job.RunAsync(new LeavingTest { Work = args[3] }, options, end.Requested);
using var self = Process.GetCurrentProcess();
Console.WriteLine($"peak {self.PeakWorkingSet64 >> 20} MiB");
return result.ExitCode;
