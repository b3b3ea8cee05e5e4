using System.Globalization;

namespace StreamLib.Sync;

/// <summary>Several names as one word of a request, and the reply to it.</summary>
internal static class AnyText
{
    internal static string Of(IEnumerable<string> names, string request) => string.Join(',', names.Select(name => Checked(name, request)));

    internal static string Of(IEnumerable<KeyValuePair<string, long>> topics) => string.Join(
        ',', topics.Select(topic => string.Create(CultureInfo.InvariantCulture, $"{Checked(topic.Key, "receive")}={topic.Value}")));

    /// <summary>Reads <c>TOPIC SEQUENCE PARTY VALUE</c>.</summary>
    internal static SyncMessage Message(string reply)
    {
        var words = reply.Split(' ', 4);
        var sequence = long.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture);
        return new SyncMessage(sequence, words[2], words[3]) { Topic = words[0] };
    }

    private static string Checked(string name, string request)
    {
        if (Names.Problem(name, int.MaxValue) is { } problem) throw new SyncException(problem.Error, request, problem.Text);
        return name.Contains(',', StringComparison.Ordinal)
            ? throw new SyncException(SyncError.Usage, request, $"the name '{name}' holds a comma, which separates several names here")
            : name;
    }
}
