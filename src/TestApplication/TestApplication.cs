using System.CommandLine;
using System.Reflection;
using StreamLib.Commands;
using StreamLib.Plans;
using StreamLib.Shared;
using StreamLib.Tests;

namespace StreamLib;

/// <summary>The main function of a test application: an executable project that holds nested tests and multi-stream tests.</summary>
/// <example><code>
/// return await StreamLib.TestApplication.RunAsync(args);
/// </code></example>
public static class TestApplication
{
    /// <summary>Runs what the command line asks for: <c>run NAME</c> or <c>list</c>.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <returns>0 all as expected, 1 a test failed, 2 wrong usage or an invalid plan, 3 only infrastructure went wrong, 130 cancelled.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        SafeConsole.Install();
        using var process = ClassProcess.TakeOver();
        var tests = new TestClasses(Assembly.GetEntryAssembly()!);
        var root = new RootCommand($"The tests of {tests.ApplicationName}.") { RunCommand.For(tests), ListCommand.For(tests) };
        // An inventory is written @FILE, which is no file of arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            CommandLineErrors.Refuse(parsed, args, tests.ApplicationName);
            // Signals are ours: the library's own handling would end the process before the hosts are clean.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
        }
        catch (StreamLibException e)
        {
            await Console.Error.WriteLineAsync(e.Text).ConfigureAwait(false);
            return e is PlanException ? 2 : 1;
        }
    }
}
