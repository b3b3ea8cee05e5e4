// Every call of dotnet leaves a binary log in artifacts/, named for what it did.

/// Arguments that all builds here share: no node or compiler server outlives the build.
ProcessArgumentBuilder BuildArguments(ProcessArgumentBuilder arguments, string log) => arguments
    .Append("--configuration").Append(configuration)
    .Append("-nodeReuse:false")
    .Append("-p:UseSharedCompilation=false")
    .AppendSwitchQuoted("-bl", ":", artifacts.CombineWithFilePath($"{log}.binlog").FullPath);

void Dotnet(string command, string subject, string log, Func<ProcessArgumentBuilder, ProcessArgumentBuilder> more = null)
{
    var arguments = new ProcessArgumentBuilder().Append(command).AppendQuoted(subject);
    DotnetPlain(command, more is null ? BuildArguments(arguments, log) : more(BuildArguments(arguments, log)));
}

void DotnetPlain(string what, ProcessArgumentBuilder arguments)
{
    EnsureDirectoryExists(artifacts);
    var code = StartProcess("dotnet", new ProcessSettings { Arguments = arguments, WorkingDirectory = root });
    if (code != 0) throw new CakeException(code, $"dotnet {what} ended with exit code {code}.");
}
