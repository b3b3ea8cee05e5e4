Task("Bench")
    .Description("Measures the sync server, the hosts and the tasks beside the floor and beside others, and prints the tables. As root it installs what is missing. About 15 minutes.")
    .Does(() =>
{
    if (StartProcess("sh", root.CombineWithFilePath("benchmarks/install-peers.sh").FullPath) != 0)
        Warning("Not all of the others could be installed: what is missing is said below.");
    foreach (var name in new[] { "Load/StreamLib.Load", "Micro/StreamLib.Micro", "Hosts/StreamLib.HostBench", "Builds/StreamLib.BuildBench" }) Dotnet("build", $"benchmarks/{name}.csproj", name.Split('.')[^1].ToLowerInvariant());

    // 10,000 connections in the server and in the driver, each a file. Only root may ask for more than the hard limit.
    var ready = "ulimit -n 65536 2> /dev/null || ulimit -n $(ulimit -Hn); ";
    Measure(ready + $"exec dotnet '{root}/benchmarks/Load/bin/{configuration}/net10.0/streamlib-load.dll' run --lifeline");
    Measure($"dotnet '{root}/benchmarks/Micro/bin/{configuration}/net10.0/streamlib-micro.dll' --artifacts '{artifacts}/micro' > '{artifacts}/micro.log' 2>&1 && cat '{artifacts}'/micro/results/*-console.md");

    // 32 hosts of a lab; they are taken down in every ending.
    Measure($"lab='{root}/tests/lab/lab'; trap '\"$lab\" down --name bench' EXIT; trap 'exit 130' INT TERM HUP; \"$lab\" up 32 --name bench --owner $$ --no-dotnet > /dev/null && "
        + $"dotnet '{root}/benchmarks/Hosts/bin/{configuration}/net10.0/streamlib-hostbench.dll' run /run/streamlib-lab/bench/client");

    Dotnet("pack", "src/Tasks/StreamLib.Tasks.csproj", "pack-StreamLib.Tasks");
    Measure($"exec dotnet '{root}/benchmarks/Builds/bin/{configuration}/net10.0/streamlib-buildbench.dll' '{packages}'");
});

void Measure(string script)
{
    var code = RunHeld(root, "sh", ["-c", script]);
    if (code != 0) throw new CakeException(code, $"The benchmarks ended with exit code {code}.");
}
