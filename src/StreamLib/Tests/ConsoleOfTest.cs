using System.Text;

namespace StreamLib.Tests;

/// <summary>The console of nested tests inside this process: what they write to it is output of theirs, what all others write goes where it went before.</summary>
/// <remarks>Whoever owns the process puts <see cref="Output"/> and <see cref="Error"/> in the place of its own.</remarks>
internal sealed class ConsoleOfTest : IDisposable
{
    private static readonly AsyncLocal<InProcessLines?> s_current = new();

    private ConsoleOfTest()
    {
    }

    /// <summary>The standard output of everybody.</summary>
    /// <param name="others">That of those who belong to no nested test.</param>
    public static TextWriter Output(TextWriter others) => new Router(others, test => test.Output);

    /// <summary>The standard error of everybody.</summary>
    /// <inheritdoc cref="Output"/>
    public static TextWriter Error(TextWriter others) => new Router(others, test => test.Error);

    /// <summary>From now on the console of this flow, and of all that it starts, is that of a nested test. To be disposed in the same flow.</summary>
    public static ConsoleOfTest Enter(InProcessLines lines)
    {
        s_current.Value = lines;
        return new();
    }

    /// <summary>Does something that belongs to no nested test, though it is one that led to it.</summary>
    public static void Outside(Action act)
    {
        var inside = s_current.Value;
        s_current.Value = null;
        try
        {
            act();
        }
        finally
        {
            s_current.Value = inside;
        }
    }

    public void Dispose() => s_current.Value = null;

    private sealed class Router(TextWriter others, Func<InProcessLines, TextWriter> own) : TextWriter(others.FormatProvider)
    {
        public override Encoding Encoding => others.Encoding;

        private TextWriter Target => s_current.Value is { } test ? own(test) : others;

        public override void Write(char value) => Target.Write(value);

        public override void Write(string? value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Write(ReadOnlySpan<char> buffer) => Target.Write(buffer);

        public override void WriteLine() => Target.WriteLine();

        public override void WriteLine(string? value) => Target.WriteLine(value);

        public override void Flush() => Target.Flush();
    }
}
