using System.Text.Json.Serialization;

namespace StreamLib.Events;

/// <summary>Something that happened in a run. The events of a run, in order, are all there is to know of it: every report is a transform of them.</summary>
/// <remarks>Starts and finishes come in pairs that carry the same names. A nested test is known by test, stream and id (<c>MultiNetperf</c>, <c>client1</c>, <c>1-NetPerf</c>).</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(JobStarted), "job-started")]
[JsonDerivedType(typeof(TestStarted), "test-started")]
[JsonDerivedType(typeof(HostOpened), "host-opened")]
[JsonDerivedType(typeof(StreamStarted), "stream-started")]
[JsonDerivedType(typeof(NestedStarted), "nested-started")]
[JsonDerivedType(typeof(NestedReady), "nested-ready")]
[JsonDerivedType(typeof(OutputWritten), "output")]
[JsonDerivedType(typeof(MetricRecorded), "metric")]
[JsonDerivedType(typeof(NoteRecorded), "note")]
[JsonDerivedType(typeof(TestMetricRecorded), "test-metric")]
[JsonDerivedType(typeof(TestNoteRecorded), "test-note")]
[JsonDerivedType(typeof(LogWritten), "log")]
[JsonDerivedType(typeof(RootCauseFound), "root-cause")]
[JsonDerivedType(typeof(NestedFinished), "nested-finished")]
[JsonDerivedType(typeof(StreamFinished), "stream-finished")]
[JsonDerivedType(typeof(TestFinished), "test-finished")]
[JsonDerivedType(typeof(JobFinished), "job-finished")]
public abstract record RunEvent
{
    /// <summary>When it happened, by the controller's clock, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The attempt of its test that it belongs to, counted from 1; 1 where it belongs to no test. <see cref="EventHub"/> stamps all events of a test with that of its
    /// <see cref="TestStarted"/>. In events.jsonl it is left out where it is 1.</summary>
    [JsonIgnore]
    public int Attempt { get; init; } = 1;

    [JsonInclude]
    [JsonPropertyName("attempt")]
    internal int? LaterAttempt
    {
        get => Attempt > 1 ? Attempt : null;
        init => Attempt = value ?? 1;
    }

    /// <summary>The test it belongs to; <c>null</c> when it belongs to none.</summary>
    internal virtual string? OfTest => null;

    /// <summary>The same event with nothing in its texts that must not be read.</summary>
    internal virtual RunEvent Masked(Mask mask) => this;
}
