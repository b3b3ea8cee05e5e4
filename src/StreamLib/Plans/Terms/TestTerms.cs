using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>What a multi-stream test can have, besides its streams.</summary>
internal static class TestTerms
{
    public static ImmutableArray<Term<Plan>> All { get; } =
    [
        new("Suite", "NAME", "what goes before its name in the class names of result files. Default: Streams.", (plan, text) => plan with { Suite = text }),
        new(
            "Params",
            "NAME=VALUE;…",
            "parameters of all its streams, in a command as $PARAM_NAME, in upper case: $PARAM_SECONDS for seconds.",
            (plan, text) => plan with { Parameters = plan.Parameters.SetItems(ParameterText.Parse(Terms.List(text))) })
        { Property = "Parameters" },
        new("Matrix", "NAME=VALUE,VALUE;…", "runs it once for each combination, as NAME-VALUE-VALUE.", (plan, text) => plan with { Matrix = Matrix.Parse(text) with { Excluded = plan.Matrix.Excluded } }),
        new("MatrixExclude", "NAME=VALUE,NAME=VALUE;…", "what is left out of the matrix.", (plan, text) => plan with { Matrix = plan.Matrix with { Excluded = Matrix.Parse("", text).Excluded } }) { Property = "Matrix" },
        new("Requires", "hosts>=N;command:NAME;root;arch:NAME;group:NAME", "what the run, and each of its hosts, must have: else it is skipped.", (plan, text) => plan with { Requires = [.. Terms.List(text).Select(Requirement.Parse)] }),
        new("OnFail", "abort or continue", "what a failure does to the other streams. Default: abort, they are cut off.", (plan, text) => plan with { OnFail = Terms.Choice<FailureMode>(text) }),
        new("Start", "together or each", "when a host cannot be opened: no stream starts, or the others do. Default: together.", (plan, text) => plan with { Start = Terms.Choice<StartMode>(text) }),
        new("Share", "true", "streams may share hosts when there are fewer of these. Default: that is an error.", (plan, text) => plan with { Share = Terms.Flag(text) }),
        new("OnFailure", "COMMAND LINE", "runs on every host after a failure, before anything is stopped.", (plan, text) => plan with { OnFailure = [.. plan.OnFailure, text] }),
        new("Collect", "PATH;…", "files on every host that are brought back after a failure.", (plan, text) => plan with { Collect = [.. Terms.List(text)] }),
        Deadline("Timeout", "how long it may take. Default: 30m.", (deadlines, time) => deadlines with { Timeout = time }),
        Deadline("ConnectTimeout", "how long opening one host may take. Default: 30s.", (deadlines, time) => deadlines with { ConnectTimeout = time }),
        Deadline("ReadyTimeout", "from the start of a background step until it is ready. Default: 60s.", (deadlines, time) => deadlines with { ReadyTimeout = time }),
        Deadline("Grace", "from asking a command to end (TERM) until it is made to (KILL). Default: 10s.", (deadlines, time) => deadlines with { Grace = time }),
        Deadline("EvidenceTimeout", "how long taking evidence may take after a failure. Default: 60s.", (deadlines, time) => deadlines with { EvidenceTimeout = time }),
        Deadline("CleanupTimeout", "how long sweeping and closing one host may take. Default: 30s.", (deadlines, time) => deadlines with { CleanupTimeout = time }),
        Deadline("HeartbeatInterval", "how often a host hears that the controller is alive. Default: 5s.", (deadlines, time) => deadlines with { HeartbeatInterval = time }),
        Deadline("HeartbeatLimit", "after so long without a word, a host ends what runs there and counts as lost. Default: 15s.", (deadlines, time) => deadlines with { HeartbeatLimit = time }),
    ];

    private static Term<Plan> Deadline(string name, string meaning, Func<Deadlines, TimeSpan, Deadlines> set) =>
        new(name, "TIME", meaning, (plan, text) => plan with { Deadlines = set(plan.Deadlines, Duration.Parse(text)) }) { Property = $"Deadlines.{name}" };
}
