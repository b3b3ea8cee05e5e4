Task("Lab")
    .Description("Raises hosts with a real sshd on this machine (--up=8 [--name=NAME]) or takes them down (--down). Needs root.")
    .Does(() =>
{
    var arguments = new ProcessArgumentBuilder().AppendQuoted(root.CombineWithFilePath("tests/lab/lab").FullPath);
    if (HasArgument("down")) arguments.Append("down");
    else if (HasArgument("up")) arguments.Append("up").AppendQuoted(Argument("up", "3"));
    else throw new CakeException(2, "Say --up=N to raise N hosts, or --down to take them down.");
    if (HasArgument("name")) arguments.Append("--name").AppendQuoted(Argument<string>("name"));

    var code = StartProcess("bash", new ProcessSettings { Arguments = arguments, WorkingDirectory = root });
    if (code != 0) throw new CakeException(code, $"tests/lab/lab ended with exit code {code}.");
});
