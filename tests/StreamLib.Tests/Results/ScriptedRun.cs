using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Results;

/// <summary>Plays the events of a MultiNetperf run, as the job engine sends them, into sinks.</summary>
internal sealed class ScriptedRun(Clock clock, params IEnumerable<IEventSink> sinks) : IDisposable
{
    public const string Test = "MultiNetperf";
    public const string JobId = "job-2026-11-22T10.15-3f2a91c";
    private readonly EventHub hub = new(sinks, clock);

    public string Results { get; init; } = "/home/ci/lab/results/" + JobId;

    public static RunReport Report(Action<ScriptedRun> play)
    {
        var model = new RunModel();
        using var run = new ScriptedRun(new Clock(), model);
        play(run);
        return model.Report();
    }

    public void Passing()
    {
        Begin();
        Metric("client1", 941.23);
        Metric("client2", 938.9);
        Output("client2", "done", 0.1);
        Note("client2", "netperf 2.7.0 was used");
        End("client1", "1-NetPerf", Outcome.Pass, exit: 0);
        End("client2", "1-NetPerf", Outcome.Pass, exit: 0);
        End("client1", Outcome.Pass);
        End("client2", Outcome.Pass);
        Log(LogSource.Sync, "MultiNetperf: barrier finished passed for server, client1, client2");
        Output("server", "netserver was stopped", 0.2);
        End("server", "1-NetServer", Outcome.Pass, exit: 0);
        End("server", Outcome.Pass);
        End(Outcome.Pass);
    }

    public void Failing()
    {
        Begin();
        Output("client2", "establish control: are you sure there is a netserver listening on 192.168.100.1 at port 12865?", 0.4, isError: true);
        Output("client2", "netperf: \e[31mcould not connect\e[0m", isError: true);
        End("client2", "1-NetPerf", Outcome.Fail, "netperf exited with 1", "netperf: could not connect", exit: 1);
        Send(new RootCauseFound { Test = Test, Stream = "client2", Nested = "1-NetPerf", Reason = "netperf exited with 1" });
        const string Because = "cut off because client2/1-NetPerf failed: netperf exited with 1";
        End("client2", Outcome.Fail, "1-NetPerf failed: netperf exited with 1");
        End("client1", "1-NetPerf", Outcome.Aborted, Because, signal: "TERM");
        End("client1", Outcome.Aborted, Because);
        Output("server", "netserver was stopped", 0.2);
        End("server", "1-NetServer", Outcome.Aborted, Because);
        End("server", Outcome.Aborted, Because);
        End(Outcome.Fail, "client2/1-NetPerf failed: netperf exited with 1");
    }

    public void Unreachable()
    {
        const string Reason = "ssh: connect to host h3 port 22: No route to host";
        Start();
        Send(new HostOpened { Test = Test, Stream = "server", Host = "h1", Address = "192.168.100.1", System = "Linux 6.1.0 x86_64" });
        Log(LogSource.Host, Reason, "client2", LogLevel.Error);
        End("client2", Outcome.Error, Reason);
        Send(new RootCauseFound { Test = Test, Stream = "client2", Reason = Reason });
        End("server", Outcome.Aborted, "cut off because client2 failed: " + Reason);
        End("client1", Outcome.Aborted, "cut off because client2 failed: " + Reason);
        End(Outcome.Error, "client2: " + Reason);
    }

    public void Cancelled()
    {
        Begin();
        Log(LogSource.Controller, "SIGINT: stopping everything");
        foreach (var (stream, nested) in new[] { ("server", "1-NetServer"), ("client1", "1-NetPerf"), ("client2", "1-NetPerf") })
        {
            End(stream, nested, Outcome.Cancelled, "SIGINT", signal: "TERM");
            End(stream, Outcome.Cancelled, "SIGINT");
        }

        End(Outcome.Cancelled, "SIGINT");
    }

    public void Skipped()
    {
        Start();
        foreach (var stream in new[] { "server", "client1", "client2" }) End(stream, Outcome.Skip, "needs command netperf");
        End(Outcome.Skip, "needs command netperf");
    }

    /// <summary>As when the controller is killed: nothing ends.</summary>
    public void Killed() => Begin();

    public void Start()
    {
        Send(new JobStarted { Job = JobId, Controller = "ci-runner", Version = "0.1.0", Results = Results });
        Log(LogSource.Controller, "3 hosts: h1, h2, h3");
        Send(new TestStarted
        {
            Test = Test,
            Suite = "Netperf.Tests",
            Streams =
            [
                new PlannedStream { Name = "server", Role = "server", Host = "h1", Nested = [new PlannedNested("1-NetServer", "NetServer")] },
                new PlannedStream { Name = "client1", Role = "client", Host = "h2", Nested = [new PlannedNested("1-NetPerf", "NetPerf")] },
                new PlannedStream { Name = "client2", Role = "client", Host = "h3", Nested = [new PlannedNested("1-NetPerf", "NetPerf")] },
            ],
        });
    }

    public void Begin()
    {
        Start();
        var hosts = new[] { ("server", "h1", "192.168.100.1"), ("client1", "h2", "192.168.100.2"), ("client2", "h3", "192.168.100.3") };
        foreach (var (stream, host, address) in hosts) Send(new HostOpened { Test = Test, Stream = stream, Host = host, Address = address, System = "Linux 6.1.0 x86_64" });
        foreach (var (stream, host, _) in hosts)
        {
            var name = stream == "server" ? "NetServer" : "NetPerf";
            Send(new StreamStarted { Test = Test, Stream = stream, Host = host });
            Send(new NestedStarted
            {
                Test = Test,
                Stream = stream,
                Nested = $"1-{name}",
                Name = name,
                Command = $"NetperfTests run {name}",
                ByHand = $"ssh {host} NetperfTests run {name} --param seconds=2",
            });
        }

        Output("server", "netserver listens on port 12865", 0.35);
        Log(LogSource.Sync, "MultiNetperf: barrier setup passed for server, client1, client2");
        Output("client1", "netperf -H 192.168.100.1 -l 2", 0.01);
        Output("client2", "netperf -H 192.168.100.1 -l 2");
    }

    public void Send(RunEvent runEvent, double after = 0.01)
    {
        clock.Pass(after);
        hub.Send(runEvent);
    }

    public void Output(string stream, string text, double after = 0.01, bool isError = false) =>
        Send(new OutputWritten { Test = Test, Stream = stream, Nested = NestedOf(stream), Text = text, IsError = isError }, after);

    public void Metric(string stream, double value, string unit = "Mbit/s") =>
        Send(new MetricRecorded { Test = Test, Stream = stream, Nested = NestedOf(stream), Name = "throughput", Value = value, Unit = unit }, 1);

    public void Note(string stream, string text) => Send(new NoteRecorded { Test = Test, Stream = stream, Nested = NestedOf(stream), Text = text });

    public void Log(LogSource source, string text, string? stream = null, LogLevel level = LogLevel.Info) =>
        Send(new LogWritten { Source = source, Text = text, Test = stream is null ? null : Test, Stream = stream, Level = level });

    public void End(string stream, string nested, Outcome outcome, string message = "", string details = "", int? exit = null, string? signal = null) => Send(new NestedFinished
    {
        Test = Test,
        Stream = stream,
        Nested = nested,
        Outcome = outcome,
        Message = message,
        Details = details,
        ExitStatus = exit,
        Signal = signal,
    });

    public void End(string stream, Outcome outcome, string message = "") => Send(new StreamFinished { Test = Test, Stream = stream, Outcome = outcome, Message = message });

    public void End(Outcome outcome, string message = "")
    {
        Send(new TestFinished { Test = Test, Outcome = outcome, Message = message });
        Send(new JobFinished { Outcome = outcome, ExitCode = outcome.ExitCode() });
    }

    public void Dispose() => hub.Dispose();

    private static string NestedOf(string stream) => stream == "server" ? "1-NetServer" : "1-NetPerf";
}
