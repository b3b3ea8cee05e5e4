using StreamLib;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLib.Shared;

// Begin of the plan in docs/guide/sync-by-hand.md
var plan = Plan.Named("Meeting")
    .Stream("server", s => s
        .Barrier("setup")
        .Run("serve", "dotnet streams sync lock licence -- echo serving")
        .Barrier("finished"))
    .Stream("client", s => s
        .Run("prepare", "dotnet streams sync lock licence && exec sleep 600")
        .Barrier("setup")
        .Run("measure", "echo measuring")
        .Barrier("finished"));
// End of the plan

// Needs two requests to end.
if (args is ["stubborn"]) plan = plan.Stream("stubborn", s => s.Run("ignore", "trap '' TERM; while :; do sleep 1; done"));

using var end = new GracefulEnd();
var options = JobOptions.Default with { Hosts = "", ResultsDirectory = args.FirstOrDefault(a => a != "stubborn"), Sinks = [new LiveText(Console.Out)] };
return (await Job.RunAsync(plan, options, end.Requested)).ExitCode;
