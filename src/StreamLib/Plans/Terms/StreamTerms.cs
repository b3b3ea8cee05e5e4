using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>What a stream can have, besides its steps.</summary>
internal static class StreamTerms
{
    public static ImmutableArray<Term<TestStream>> All { get; } =
    [
        new("Count", "NUMBER or *", "how many streams it becomes, NAME1, NAME2…; * for one on each remaining host. Default: 1.", (stream, text) => stream with { Count = StreamCount.Parse(text) }),
        new("Host", "NAME", "the host it wants. Default: the next one.", (stream, text) => stream with { Host = text }),
        new("Group", "NAME", "the group of the inventory that its host must belong to. Default: any.", (stream, text) => stream with { Group = text }),
        new("Params", "NAME=VALUE;…", "parameters of the stream.", (stream, text) => stream with { Parameters = ParameterText.Parse(Terms.List(text)) }) { Property = "Parameters" },
        new("Payload", "FOLDER",
            "a folder of this machine that is shipped to its host for all its steps: there their working directory, and $STREAM_PAYLOAD.",
            (stream, text) => stream with { Payload = text }),
        new("Background", "true", "it lasts as long as the other streams, and meets nobody at barriers of all: a load in the background.", (stream, text) => stream with { Background = Terms.Flag(text) }),
        new("OnFail", "abort or continue", "what its failure does to the others. Default: what the test says.", (stream, text) => stream with { OnFail = Terms.Choice<FailureMode>(text) }),
        new("Requires", "command:NAME;root;arch:NAME;group:NAME", "what its host must have: else the test is skipped.", (stream, text) => stream with { Requires = [.. Terms.List(text).Select(Requirement.Parse)] }),
        new("OnFailure", "COMMAND LINE", "runs on its host after a failure, before anything is stopped.", (stream, text) => stream with { OnFailure = [.. stream.OnFailure, text] }),
        new("Collect", "PATH;…", "files on its host that are brought back after a failure.", (stream, text) => stream with { Collect = [.. Terms.List(text)] }),
    ];
}
