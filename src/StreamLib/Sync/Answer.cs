namespace StreamLib.Sync;

/// <summary>How an <see cref="Answer"/> is written.</summary>
internal enum AnswerKind : byte
{
    /// <summary>Not answered yet: the waiter will be completed.</summary>
    Pending,
    Ok,
    Number,
    Passing,
    Text,
    Message,

    /// <summary>Several lines, and then a line with a dot.</summary>
    Lines,

    /// <summary>Arguments that make no sense; the dispatcher adds how the request is written.</summary>
    Misuse,
    Error,
}

/// <summary>The answer to one request, before it is text.</summary>
internal readonly struct Answer
{
    private Answer(AnswerKind kind, string? text = null, long number = 0, string? party = null, SyncError error = default) =>
        (Kind, Text, Number, Party, Error) = (kind, text ?? "", number, party, error);

    internal static Answer Pending => default;

    internal static Answer Ok { get; } = new(AnswerKind.Ok);

    internal AnswerKind Kind { get; }

    internal string Text { get; }

    internal long Number { get; }

    internal string? Party { get; }

    internal SyncError Error { get; }

    internal static Answer Of(long number) => new(AnswerKind.Number, number: number);

    internal static Answer Of(string text) => new(AnswerKind.Text, text);

    internal static Answer Of(SyncMessage message) => new(AnswerKind.Message, message.Value, message.Sequence, message.Party);

    internal static Answer Passed(string barrier, long generation) => new(AnswerKind.Passing, barrier, generation);

    internal static Answer Lines(string text) => new(AnswerKind.Lines, text);

    internal static Answer Misuse(string problem) => new(AnswerKind.Misuse, problem);

    internal static Answer Fail(SyncError error, string text) => new(AnswerKind.Error, OneLine.Of(text), error: error);

    internal static Answer Fail(SyncException exception) => Fail(exception.Error, exception.Reason);
}
