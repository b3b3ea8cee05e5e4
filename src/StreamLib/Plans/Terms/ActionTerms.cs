using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>What a step can do: each step has exactly one of these.</summary>
internal static class ActionTerms
{
    /// <summary>One for each thing that can be done.</summary>
    public static ImmutableArray<Term<string>> All { get; } =
    [
        Of("Command", "COMMAND LINE", "runs a command line with /bin/sh.", nameof(StepAction.Command)),
        Of("Script", "FILE", "or: ships a script file of this machine, and runs it with /bin/sh.", nameof(StepAction.Script)),
        Of("Class", "NAME", "or: runs a NestedTest class of a test application.", nameof(StepAction.TestClass)),
        Of(
            "Barrier",
            "all, NUMBER, role:NAME or STREAM,STREAM",
            "or: meets so many at the barrier of its name, or of another one: Barrier=\"setup all\".",
            nameof(StepAction.Barrier)),
        Of("Stop", "STREAM/STEP", "or: stops a background step of another stream, on purpose.", nameof(FaultKind.Stop)),
        Of("Kill", "STREAM/STEP", "or: kills it.", nameof(FaultKind.Kill)),
        Of("Signal", "NAME STREAM/STEP", "or: sends it a signal, as in HUP server/serve.", nameof(FaultKind.Signal)),
        Of("Start", "STREAM/STEP", "or: starts it again after it has ended. @KEY/STEP is in the stream that the shared data name under KEY.", nameof(FaultKind.Start)),
    ];

    /// <summary>What belongs to one of them.</summary>
    public static ImmutableArray<Term<string>> Further { get; } =
    [
        Of("Arguments", "WORDS", "what follows the script on its command line.", nameof(StepAction.Script)),
        Of("Application", "FILE", "the test application that has the class.", nameof(StepAction.TestClass)),
    ];

    /// <summary>What a step does; a command line without a word where that cannot be told.</summary>
    public static StepAction Read(string name, Func<string, string?> written, Action<string?, PlanException> wrong)
    {
        var given = All.Where(term => written(term.Name) is not null).Select(term => term.Name).ToArray();
        if (given is not [var what])
        {
            wrong(null, new PlanException("SL1082", $"give it exactly one of {string.Join(", ", All[..^1].Select(term => term.Name))} and {All[^1].Name}{(given.Length == 0 ? "" : $", not {string.Join(" and ", given)}")}."));
            return new StepAction.Command("");
        }

        foreach (var alien in Further.Where(term => written(term.Name) is not null && term.Property != All.First(one => one.Name == what).Property))
            wrong(alien.Name, new PlanException("SL1082", $"it belongs to {All.First(term => term.Property == alien.Property).Name}, and this is a step with {what}: leave it out."));
        try
        {
            return Read(name, what, written(what)!, written);
        }
        catch (PlanException e)
        {
            wrong(what, e);
            return new StepAction.Command("");
        }
    }

    private static StepAction Read(string name, string what, string text, Func<string, string?> written) => what switch
    {
        "Command" => new StepAction.Command(text),
        "Script" => new StepAction.Script(text, written("Arguments") ?? ""),
        "Class" => new StepAction.TestClass(text, written("Application") ?? ""),
        "Barrier" => Words(text) switch
        {
            [var count] => new StepAction.Barrier(name, count),
            [var barrier, var count] => new StepAction.Barrier(barrier, count),
            _ => throw new PlanException(
                "SL1022",
                $"'{text}' is no barrier: write all, a number, role:NAME or STREAM,STREAM, and before it the name of the barrier "
                    + "where the step has another one."),
        },
        "Signal" => Words(text) is [var signal, var target]
            ? new StepAction.Fault(FaultKind.Signal, target, signal)
            : throw new PlanException("SL1090", $"'{text}' is no signal to a step: write NAME STREAM/STEP, as in HUP server/serve."),
        _ => new StepAction.Fault(Terms.Choice<FaultKind>(what), text.Trim()),
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Term<string> Of(string name, string form, string meaning, string property) => new(name, form, meaning, (text, _) => text) { Property = property };
}
