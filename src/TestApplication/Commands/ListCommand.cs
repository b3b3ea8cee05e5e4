using System.CommandLine;

namespace StreamLib.Commands;

/// <summary><c>list</c>: the tests of the application.</summary>
internal static class ListCommand
{
    public static Command For(TestClasses tests)
    {
        var command = new Command("list", "Lists the tests.");
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            foreach (var name in tests.MultiStream) output.WriteLine($"{name} (multi-stream)");
            foreach (var name in tests.Nested) output.WriteLine(name);
        });
        return command;
    }
}
