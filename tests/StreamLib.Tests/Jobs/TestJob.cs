using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>Runs plans on this machine in a folder of their own, and keeps the events.</summary>
public sealed class TestJob : IEventSink
{
    private readonly List<RunEvent> events = [];

    public string Home { get; } = TemporaryFolder.Make();

    public JobResult Result { get; private set; } = null!;

    public IReadOnlyList<RunEvent> Events
    {
        get
        {
            lock (events) return [.. events];
        }
    }

    public static async Task<TestJob> RunAsync(Plan plan, Func<JobOptions, JobOptions>? configure = null, CancellationToken? cancel = null)
    {
        var job = new TestJob();
        await job.StartAsync(plan, configure, cancel ?? TestContext.Current.CancellationToken);
        return job;
    }

    public Task StartAsync(Plan plan, Func<JobOptions, JobOptions>? configure, CancellationToken cancel) => StartAsync([plan], configure, cancel);

    public async Task StartAsync(Plan[] plans, Func<JobOptions, JobOptions>? configure, CancellationToken cancel)
    {
        var options = new JobOptions { WorkingDirectory = Home, Sinks = [this], Hosts = "" };
        Result = await Job.RunAsync(plans, configure is null ? options : configure(options), cancel);
    }

    public async Task StartAsync(StreamLib.Tests.MultiStreamTest test, Func<JobOptions, JobOptions>? configure, CancellationToken cancel)
    {
        var options = new JobOptions { WorkingDirectory = Home, Sinks = [this], Hosts = "" };
        Result = await Job.RunAsync(test, configure is null ? options : configure(options), cancel);
    }

    public NestedFinished Nested(string party) => Events.OfType<NestedFinished>().Single(e => $"{e.Stream}/{e.Nested}" == party);

    public StreamFinished Stream(string name) => Events.OfType<StreamFinished>().Single(e => e.Stream == name);

    public string[] Output(string party) => [.. Events.OfType<OutputWritten>().Where(e => $"{e.Stream}/{e.Nested}" == party).Select(e => e.Text)];

    public string File(string path) => System.IO.File.ReadAllText(Path.Combine(Result.ResultsDirectory, path));

    /// <summary>Completes when an event has come, or fails with the test.</summary>
    public async Task<T> EventAsync<T>(Func<T, bool> wanted)
        where T : RunEvent
    {
        while (true)
        {
            if (Events.OfType<T>().FirstOrDefault(wanted) is { } found) return found;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    void IEventSink.OnEvent(RunEvent runEvent)
    {
        lock (events) events.Add(runEvent);
    }

    void IDisposable.Dispose()
    {
    }
}
