using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>What a step can have, besides what it does.</summary>
internal static class StepTerms
{
    public static ImmutableArray<Term<Step>> All { get; } =
    [
        new("Background", "true",
            "the stream goes on while it runs. It is stopped when all streams with a step that needs it have ended their foreground steps.",
            (step, text) => step with { Background = Terms.Flag(text) }),
        new("MayEnd", "true", "in the background: it may end by itself before it is stopped.", (step, text) => step with { MayEnd = Terms.Flag(text) }),
        new("Port", "NUMBER or auto", "the port it listens on, or a free one; handed over as PORT, and to the others as "
            + "STREAM_NAME_STEP_PORT, or STREAM_NAME_PORT where it is the only one of its stream.",
            (step, text) => step with { Port = PortChoice.Parse(text) }),
        new("Ports", "NAME=NUMBER or auto;…", "several ports: NAME is handed over as PORT_NAME, and to the others as "
            + "STREAM_NAME_STEP_PORT_NAME.", (step, text) => step with { Ports = [.. Terms.List(text).Select(NamedPort.Parse)] }),
        new("Ready", "port, port NAME, output REGEX, file PATH or http URL", "when it is ready for those that need it. Default: as "
            + "soon as it has started.", (step, text) => step with { Ready = Readiness.Parse(text) }),
        new("Needs", "STREAM/STEP;…", "what must be ready, or have passed, before it starts.", (step, text) => step with { Needs = [.. Terms.List(text)] }),
        new("Expect", "pass, fail or disconnect within TIME", "how it is to end: fail turns the outcome round; disconnect lets its host go away and come back. Default: pass.", (step, text) => step with { Expect = Expectation.Parse(text) }),
        new("KnownIssue", "ADDRESS", "a known defect: it is skipped while it fails, and fails when it passes.", (step, text) => step with { KnownIssue = text }),
        new("Limits", "METRIC<=NUMBER;METRIC>=NUMBER UNIT;…", "what its metrics must keep to: else it fails.", (step, text) => step with { Limits = [.. Terms.List(text).Select(MetricLimit.Parse)] }),
        new("Payload", "FOLDER",
            "a folder of this machine, shipped to the host: there its working directory, and $STREAM_PAYLOAD. Default: the stream's.",
            (step, text) => step with { Payload = text }),
        new("Cleanup", "COMMAND LINE", "undoes on the host what it changes there, in every ending.", (step, text) => step with { Cleanup = text }),
        new("Timeout", "TIME", "how long it may run, as in 90s. Default: as long as its test.", (step, text) => step with { Timeout = Duration.Parse(text) }),
        new("Params", "NAME=VALUE;…", "parameters for it alone.", (step, text) => step with { Parameters = ParameterText.Parse(Terms.List(text)) }) { Property = "Parameters" },
    ];

    /// <summary>Reads a step: what it does, and what it has.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="written">Gives what is written of a term, by its name; <c>null</c> for nothing.</param>
    /// <param name="wrong">Takes what cannot be read, and the term; <c>null</c> where it is no single one.</param>
    public static Step Read(string name, Func<string, string?> written, Action<string?, PlanException> wrong) =>
        All.Read(new Step { Name = name, Action = ActionTerms.Read(name, written, wrong) }, written, wrong);
}
