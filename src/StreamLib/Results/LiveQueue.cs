using System.Text;
using System.Threading.Channels;

namespace StreamLib.Results;

/// <summary>Hands text to a writer in its own time, so that a terminal that is slow, or has been stopped, holds up nobody.</summary>
internal sealed class LiveQueue : IDisposable
{
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(5);

    private readonly TextWriter writer;
    private readonly int limit;
    private readonly Channel<string> texts = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly Task writing;
    private long waiting;
    private long leftOut;

    /// <summary>Creates a queue.</summary>
    /// <param name="writer">Where it goes; stays open.</param>
    /// <param name="limit">How many characters may wait before what can be left out is left out.</param>
    public LiveQueue(TextWriter writer, int limit)
    {
        (this.writer, this.limit) = (writer, limit);
        // A thread of its own, since a write may hang for as long as the run takes.
        writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Adds lines.</summary>
    /// <param name="text">Whole lines.</param>
    /// <param name="canBeLeftOut">Whether only their number is shown when the writer does not keep up.</param>
    public void Add(string text, bool canBeLeftOut)
    {
        if (canBeLeftOut && Interlocked.Read(ref waiting) > limit)
        {
            leftOut += text.AsSpan().Count('\n');
            return;
        }

        if (leftOut > 0)
        {
            text = FormattableString.Invariant($"… {leftOut} lines are left out here, because what shows them did not keep up: all are in job.log\n{text}");
            leftOut = 0;
        }

        Interlocked.Add(ref waiting, text.Length);
        texts.Writer.TryWrite(text);
    }

    /// <summary>Waits until all is written, for at most 5 seconds. Later text is dropped.</summary>
    public void Dispose()
    {
        texts.Writer.TryComplete();
        writing.Wait(s_lastWords);
    }

    private void Write()
    {
        var batch = new StringBuilder();
        try
        {
            while (texts.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (batch.Length < 64 * 1024 && texts.Reader.TryRead(out var text)) batch.Append(text);
                writer.Write(batch.ToString());
                writer.Flush();
                Interlocked.Add(ref waiting, -batch.Length);
                batch.Clear();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // Nobody reads any more: a closed pipe.
            texts.Writer.TryComplete();
        }
    }
}
