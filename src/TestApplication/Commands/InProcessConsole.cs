using StreamLib.Tests;

namespace StreamLib.Commands;

/// <summary>While it is there, what nested tests inside this process write to the console is output of theirs.</summary>
internal sealed class InProcessConsole : IDisposable
{
    private readonly TextWriter output = Console.Out;
    private readonly TextWriter error = Console.Error;

    public InProcessConsole()
    {
        Console.SetOut(ConsoleOfTest.Output(output));
        Console.SetError(ConsoleOfTest.Error(error));
    }

    public void Dispose()
    {
        Console.SetOut(output);
        Console.SetError(error);
    }
}
