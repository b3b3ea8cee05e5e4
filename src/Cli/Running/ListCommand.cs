using System.CommandLine;

namespace StreamLib.Cli.Running;

/// <summary><c>list</c>: the tests of a test application.</summary>
internal static class ListCommand
{
    private static readonly Argument<string> App = new("APP") { Description = "The main assembly of the test application. Default: that which the project in the current folder was built to.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> Json = new("--json") { Description = "As JSON." };

    public static Command Create()
    {
        var command = new Command("list", "Lists the tests of a test application, with the streams of those that have some.") { App, Json };
        command.SetAction((parsed, _) => Application.RunAsync(Application.Find(parsed.GetValue(App)), parsed.GetValue(Json) ? ["list", "--json"] : ["list"], lifeline: false));
        return command;
    }
}
