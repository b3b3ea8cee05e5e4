using StreamLib;
using StreamLib.Results;
using StreamLib.Shared;
using StreamLibEndings;

// usage: Endings HOSTS SSH_CONFIG RESULTS WORK
using var end = new GracefulEnd();
var options = JobOptions.Default with { Hosts = args[0], SshConfig = args[1], ResultsDirectory = args[2], Sinks = [new LiveText(Console.Out)] };
return (await Job.RunAsync(new LeavingTest { Work = args[3] }, options, end.Requested)).ExitCode;
