using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace StreamLib.Sync;

/// <summary>Writes answers as the lines of the protocol.</summary>
internal static class AnswerWriter
{
    private static readonly byte[][] Words = [.. Enum.GetNames<SyncError>().Select(name => Encoding.UTF8.GetBytes(name.ToLowerInvariant()))];

    internal static void Write(IBufferWriter<byte> output, in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Ok:
                output.Write("ok"u8);
                break;
            case AnswerKind.Number:
                output.Write("ok "u8);
                Number(output, answer.Number);
                break;
            case AnswerKind.Passing:
                output.Write("ok "u8);
                Text(output, answer.Text);
                output.Write(" "u8);
                Number(output, answer.Number);
                break;
            case AnswerKind.Text:
                output.Write("ok "u8);
                Text(output, answer.Text);
                break;
            case AnswerKind.Message:
                output.Write("ok "u8);
                Number(output, answer.Number);
                output.Write(" "u8);
                Text(output, answer.Party!);
                output.Write(" "u8);
                Text(output, answer.Text);
                break;
            case AnswerKind.Lines:
                Text(output, answer.Text);
                output.Write("\n."u8);
                break;
            default:
                output.Write("error "u8);
                output.Write(Words[(int)answer.Error]);
                output.Write(" "u8);
                Text(output, answer.Text);
                break;
        }

        output.Write("\n"u8);
    }

    private static void Text(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    private static void Number(IBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }
}
