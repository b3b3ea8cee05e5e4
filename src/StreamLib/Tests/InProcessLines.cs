using System.Collections.Concurrent;
using System.Text;

namespace StreamLib.Tests;

/// <summary>What a nested test inside this process writes, line by line and in order.</summary>
internal sealed class InProcessLines : IDisposable
{
    private readonly ConcurrentQueue<(string Text, bool IsError)> waiting = new();
    private readonly Lock delivery = new();
    private readonly Action<string, bool> line;
    private readonly Lines output;
    private readonly Lines error;
    private readonly Lines log;

    /// <summary>Creates its writers.</summary>
    /// <param name="line">Takes each line, and whether it was written to standard error; one at a time.</param>
    public InProcessLines(Action<string, bool> line)
    {
        this.line = line;
        // Console has a lock around its writers, and who takes a line may hold others and write to the console: it is told by somebody who holds none.
        (output, error) = (new(this, isError: false, Later), new(this, isError: true, Later));
        log = new(this, isError: false, Deliver);
    }

    /// <summary>What its console writes to.</summary>
    public TextWriter Output => output;

    /// <inheritdoc cref="Output"/>
    public TextWriter Error => error;

    /// <summary>What is said for it: who writes a line goes on when it has been taken.</summary>
    public TextWriter Log => log;

    /// <summary>All that it has written has been taken when this returns.</summary>
    public void Dispose()
    {
        foreach (var writer in new[] { output, error, log }) writer.Dispose();
        Deliver();
    }

    private void Later() => ThreadPool.UnsafeQueueUserWorkItem(lines => lines.Deliver(), this, preferLocal: false);

    private void Deliver() => ConsoleOfTest.Outside(() =>
    {
        lock (delivery)
        {
            while (waiting.TryDequeue(out var next)) line(next.Text, next.IsError);
        }
    });

    private sealed class Lines(InProcessLines all, bool isError, Action written) : TextWriter
    {
        private readonly StringBuilder begun = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            lock (begun) Add(buffer);
            written();
        }

        public override void WriteLine() => WriteLine("");

        // Whole lines of several threads do not mix.
        public override void WriteLine(string? value)
        {
            lock (begun)
            {
                Add(value);
                Add("\n");
            }

            written();
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }

        // Its last line may have no end.
        protected override void Dispose(bool disposing)
        {
            lock (begun)
            {
                if (begun.Length > 0) Add("\n");
            }

            base.Dispose(disposing);
        }

        private void Add(ReadOnlySpan<char> text)
        {
            for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
            {
                begun.Append(text[..end]);
                all.waiting.Enqueue((begun.ToString().TrimEnd('\r'), isError));
                begun.Clear();
            }

            begun.Append(text);
        }
    }
}
