using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamLib.Events;

/// <summary>Where everything lies in the results folder of a job. Pure paths: nothing is read, made or checked.</summary>
/// <remarks>Names are made safe for file systems: other characters than letters, digits, <c>-</c>, <c>_</c> and <c>.</c> become <c>_</c>, and a hash then keeps different names apart.</remarks>
/// <param name="Root">The folder of the job.</param>
public sealed record ResultTree(string Root)
{
    private const int LongestName = 100;

    /// <summary>The file that holds the id of the job, and by which a folder is known to be one.</summary>
    public string IdFile => Path.Combine(Root, "id");

    /// <summary>The log of the whole job.</summary>
    public string JobLog => Path.Combine(Root, "job.log");

    /// <summary>All events, one JSON object a line.</summary>
    public string EventsFile => Path.Combine(Root, "events.jsonl");

    /// <summary>The report of the whole job.</summary>
    public string ResultsJson => Path.Combine(Root, "results.json");

    /// <summary>While the job runs: where its sync server is and the token that controls it, for its user alone.</summary>
    public string SyncFile => Path.Combine(Root, "sync.json");

    /// <summary>The folder that holds a folder for each multi-stream test.</summary>
    public string TestResults => Path.Combine(Root, "test-results");

    /// <summary>The JUnit file of a multi-stream test.</summary>
    public string JUnit(string test) => Path.Combine(Root, $"TEST-{Safe(test)}.xml");

    /// <summary>The TRX file of a multi-stream test.</summary>
    public string Trx(string test) => Path.Combine(Root, $"{Safe(test)}.trx");

    /// <summary>The folder of a multi-stream test.</summary>
    public string TestFolder(string test) => Path.Combine(TestResults, Safe(test));

    /// <summary>The log of a multi-stream test: controller, streams and sync server.</summary>
    public string TestLog(string test) => Path.Combine(TestFolder(test), "job.log");

    /// <summary>The folder of an earlier attempt of a multi-stream test: what was in <see cref="TestFolder"/> when the next one started. No stream has a name with a dot.</summary>
    /// <param name="test">The multi-stream test.</param>
    /// <param name="attempt">The attempt, counted from 1.</param>
    public string AttemptFolder(string test, int attempt) => Path.Combine(TestFolder(test), string.Create(CultureInfo.InvariantCulture, $"attempt.{attempt}"));

    /// <summary>The folder of a stream: a job folder of its own, readable alone.</summary>
    public string StreamFolder(string test, string stream) => Path.Combine(TestFolder(test), Safe(stream));

    /// <summary>The log of a stream.</summary>
    public string StreamLog(string test, string stream) => Path.Combine(StreamFolder(test, stream), "job.log");

    /// <summary>The report of a stream.</summary>
    public string StreamResultsJson(string test, string stream) => Path.Combine(StreamFolder(test, stream), "results.json");

    /// <summary>The folder for what was collected from the host of a stream after a failure.</summary>
    public string Diagnostics(string test, string stream) => Path.Combine(StreamFolder(test, stream), "diagnostics");

    /// <summary>The folder of a nested test.</summary>
    /// <param name="test">The multi-stream test.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="nested">Its id, as in <c>1-NetPerf</c>.</param>
    public string NestedFolder(string test, string stream, string nested) => Path.Combine(StreamFolder(test, stream), "test-results", Safe(nested));

    /// <summary>What a nested test wrote to standard output.</summary>
    public string Stdout(string test, string stream, string nested) => Path.Combine(NestedFolder(test, stream, nested), "stdout");

    /// <summary>What a nested test wrote to standard error.</summary>
    public string Stderr(string test, string stream, string nested) => Path.Combine(NestedFolder(test, stream, nested), "stderr");

    /// <summary>Both outputs of a nested test, in the order in which they came.</summary>
    public string Output(string test, string stream, string nested) => Path.Combine(NestedFolder(test, stream, nested), "output");

    /// <summary>The folder for the files that a nested test left in <c>$STREAMLIB_OUTPUT</c>.</summary>
    public string Outputs(string test, string stream, string nested) => Path.Combine(NestedFolder(test, stream, nested), "outputs");

    private static string Safe(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        if (safe.Length > LongestName) safe = safe[..LongestName];
        if (safe.Length == 0 || safe[0] == '.') safe = "_" + safe;
        if (safe == name && name is not "job.log" && !name.StartsWith("attempt.", StringComparison.Ordinal)) return name;
        return $"{safe}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..6]}";
    }
}
