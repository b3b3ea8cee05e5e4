using System.CommandLine;

var root = new RootCommand("Multi-stream tests by hand: streams on several hosts, barriers and data between them.");
var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
var exitCode = await parsed.InvokeAsync().ConfigureAwait(false);
return parsed.Errors.Count > 0 ? 2 : exitCode;
