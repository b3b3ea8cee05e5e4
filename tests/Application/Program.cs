using StreamLib;
using StreamLib.Results;
using StreamLibApplication;

// What a Main may do besides: run a test by itself, whatever the command line says.
var runs = Environment.GetEnvironmentVariable("APPLICATION_RUNS") ?? "";
if (runs.Length == 0) return await TestApplication.RunAsync(args).ConfigureAwait(false);
if (runs == "afterwards" && args.Length > 0) await TestApplication.RunAsync(args).ConfigureAwait(false);
var options = JobOptions.Default with { Hosts = "", ResultsRoot = "results", Sinks = [new LiveText(Console.Out)] };
return (await Job.RunAsync(new Pair(), options).ConfigureAwait(false)).ExitCode;
