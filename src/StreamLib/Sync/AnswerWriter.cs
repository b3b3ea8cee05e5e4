using System.Text;

namespace StreamLib.Sync;

/// <summary>Writes answers as the lines of the protocol.</summary>
internal static class AnswerWriter
{
    private static readonly byte[][] Words = [.. Enum.GetNames<SyncError>().Select(name => Encoding.UTF8.GetBytes(name.ToLowerInvariant()))];

    internal static void Write(ref AnswerBuffer output, in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Ok:
                output.Write("ok"u8);
                break;
            case AnswerKind.Number:
                output.Write("ok "u8);
                output.Write(answer.Number);
                break;
            case AnswerKind.Passing:
                output.Write("ok "u8);
                output.Write(answer.Text);
                output.Write(" "u8);
                output.Write(answer.Number);
                break;
            case AnswerKind.Text:
                output.Write("ok "u8);
                output.Write(answer.Text);
                break;
            case AnswerKind.Message:
                output.Write("ok "u8);
                output.Write(answer.Number);
                output.Write(" "u8);
                output.Write(answer.Party!);
                output.Write(" "u8);
                output.Write(answer.Text);
                break;
            case AnswerKind.Lines:
                output.Write(answer.Text);
                output.Write("\n."u8);
                break;
            default:
                output.Write("error "u8);
                output.Write(Words[(int)answer.Error]);
                output.Write(" "u8);
                output.Write(answer.Text);
                break;
        }

        output.Write("\n"u8);
    }
}
