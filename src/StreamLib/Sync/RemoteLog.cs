using System.Globalization;

namespace StreamLib.Sync;

/// <summary>The log of a scope in another process as it comes in: each line once, in order, and what was missed is said.</summary>
internal sealed class RemoteLog(Action<string> log)
{
    private readonly Lock gate = new();

    /// <summary>The number of the last line.</summary>
    internal long Last { get; private set; }

    /// <summary>Takes the reply to <c>log</c>: the number, who wrote it, the line.</summary>
    internal void Take(string reply)
    {
        var words = reply.Split(' ', 3);
        var number = long.Parse(words[0], NumberStyles.None, CultureInfo.InvariantCulture);
        lock (gate)
        {
            if (number <= Last) return;
            if (number > Last + 1) log($"{number - Last - 1} lines of the log came too fast and are lost");
            Last = number;
            log(words[2]);
        }
    }

    internal void Say(string line)
    {
        lock (gate) log(line);
    }
}
