using System.Collections.Immutable;
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
    private int attempt = 1;
    private int mostAttempts = 1;
    private bool again;

    /// <summary>The test that plays.</summary>
    public string Name { get; private set; } = Test;

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
        Send(new RootCauseFound { Test = Name, Stream = "client2", Nested = "1-NetPerf", Reason = "netperf exited with 1" });
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
        Send(new HostOpened { Test = Name, Stream = "server", Host = "h1", Address = "192.168.100.1", System = "Linux 6.1.0 x86_64" });
        Log(LogSource.Host, Reason, "client2", LogLevel.Error);
        End("client2", Outcome.Error, Reason);
        Send(new RootCauseFound { Test = Name, Stream = "client2", Reason = Reason });
        End("server", Outcome.Aborted, "cut off because client2 failed: " + Reason);
        End("client1", Outcome.Aborted, "cut off because client2 failed: " + Reason);
        End(Outcome.Error, "client2: " + Reason);
    }

    /// <summary>The way to client2 is lost at the first attempt, and there at the second.</summary>
    public void Retried()
    {
        mostAttempts = 3;
        Unreached();
        Passing();
    }

    /// <summary>The way to client2 is lost, and stays so.</summary>
    public void Exhausted()
    {
        mostAttempts = 2;
        Unreached();
        Unreachable();
    }

    private void Unreached()
    {
        again = true;
        Unreachable();
        again = false;
        Send(new LogWritten
        {
            Source = LogSource.Controller,
            Level = LogLevel.Warning,
            Test = Name,
            Text = $"attempt 1 of {mostAttempts} ended in Error: client2: ssh: connect to host h3 port 22: No route to host; again in 2 s",
        });
        clock.Pass(2);
        attempt++;
    }

    /// <summary>Four runs of a test, of which the third fails.</summary>
    public void Repeated()
    {
        StartJob();
        double[] values = [941.23, 938.9, 0, 947.87];
        for (var run = 1; run <= 4; run++) Variant($"run{run}", fails: run == 3, run, values[run - 1]);
        Send(new JobFinished { Outcome = Outcome.Fail, ExitCode = 1 });
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

    /// <summary>client2 must not get through to the server.</summary>
    public void Expected()
    {
        Begin();
        Metric("client1", 941.23);
        Output("client2", "netperf: could not connect", isError: true);
        End("client2", "1-NetPerf", Outcome.ExpectedFailure, "exit status 1: netperf: could not connect", "netperf: could not connect", exit: 1);
        End("client2", Outcome.Pass);
        End("client1", "1-NetPerf", Outcome.Aborted, "released because client2/1-NetPerf ended: exit status 1: netperf: could not connect");
        End("client1", Outcome.Aborted, "released because client2/1-NetPerf ended: exit status 1: netperf: could not connect");
        End("server", "1-NetServer", Outcome.Pass, exit: 0);
        End("server", Outcome.Pass);
        End(Outcome.Pass);
    }

    /// <summary>client2 gets through to the server, and must not.</summary>
    public void Unexpected()
    {
        const string Reason = "it passed, but is expected to fail";
        Begin();
        Metric("client2", 938.9);
        End("client2", "1-NetPerf", Outcome.UnexpectedPass, Reason, exit: 0);
        Send(new RootCauseFound { Test = Name, Stream = "client2", Nested = "1-NetPerf", Reason = Reason });
        End("client2", Outcome.UnexpectedPass, "because 1-NetPerf failed: " + Reason);
        foreach (var (stream, nested) in new[] { ("client1", "1-NetPerf"), ("server", "1-NetServer") })
        {
            End(stream, nested, Outcome.Aborted, "cut off because client2/1-NetPerf failed: " + Reason);
            End(stream, Outcome.Aborted, "cut off because client2/1-NetPerf failed: " + Reason);
        }

        End(Outcome.Fail, "1 of 3 streams failed: client2, because client2/1-NetPerf failed: " + Reason);
    }

    /// <summary>client2 does not get through to the server, as everybody knows.</summary>
    public void Known()
    {
        const string Reason = "known issue https://issues.example/7: exit status 1: netperf: could not connect";
        Begin();
        Metric("client1", 941.23);
        Output("client2", "netperf: could not connect", isError: true);
        End("client2", "1-NetPerf", Outcome.Skip, Reason, "netperf: could not connect", exit: 1);
        End("client2", Outcome.Skip, Reason);
        foreach (var (stream, nested) in new[] { ("client1", "1-NetPerf"), ("server", "1-NetServer") })
        {
            End(stream, nested, Outcome.Pass, exit: 0);
            End(stream, Outcome.Pass);
        }

        End(Outcome.Pass);
    }

    /// <summary>Three variants of a test, of which the second fails.</summary>
    public void Matrix()
    {
        StartJob();
        Variant("TCP_STREAM");
        Variant("TCP_RR", fails: true);
        Variant("UDP_STREAM");
        Send(new JobFinished { Outcome = Outcome.Fail, ExitCode = 1 });
    }

    public void Variant(string variant, bool fails = false, int? number = null, double value = 941.23)
    {
        Name = $"Netperf-{variant}";
        Send(new TestStarted
        {
            Test = Name,
            Suite = "Netperf.Tests",
            Of = number is null ? null : "Netperf",
            Run = number,
            Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("test", variant),
            Streams = [new PlannedStream { Name = "client1", Role = "client1", Host = "h1", Nested = [new PlannedNested("1-NetPerf", "NetPerf")] }],
        });
        Send(new HostOpened { Test = Name, Stream = "client1", Host = "h1", Address = "192.168.100.1", System = "Linux 6.1.0 x86_64" });
        Send(new StreamStarted { Test = Name, Stream = "client1", Host = "h1" });
        Send(new NestedStarted { Test = Name, Stream = "client1", Nested = "1-NetPerf", Name = "NetPerf", Command = "netperf -t $PARAM_TEST" });
        if (!fails) Metric("client1", value);
        End("client1", "1-NetPerf", fails ? Outcome.Fail : Outcome.Pass, fails ? "exit status 1" : "", exit: fails ? 1 : 0);
        if (fails) Send(new RootCauseFound { Test = Name, Stream = "client1", Nested = "1-NetPerf", Reason = "exit status 1" });
        End("client1", fails ? Outcome.Fail : Outcome.Pass, fails ? "because 1-NetPerf failed: exit status 1" : "");
        Send(new TestFinished { Test = Name, Outcome = fails ? Outcome.Fail : Outcome.Pass, Message = fails ? "1 of 1 streams failed: client1, because client1/1-NetPerf failed: exit status 1" : "" });
    }

    public void Start()
    {
        if (attempt == 1) StartJob();
        Send(new TestStarted
        {
            Test = Name,
            Suite = "Netperf.Tests",
            Attempt = attempt,
            MostAttempts = mostAttempts,
            Streams =
            [
                new PlannedStream { Name = "server", Role = "server", Host = "h1", Nested = [new PlannedNested("1-NetServer", "NetServer")] },
                new PlannedStream { Name = "client1", Role = "client", Host = "h2", Nested = [new PlannedNested("1-NetPerf", "NetPerf")] },
                new PlannedStream { Name = "client2", Role = "client", Host = "h3", Nested = [new PlannedNested("1-NetPerf", "NetPerf")] },
            ],
        });
    }

    public void StartJob()
    {
        Send(new JobStarted { Job = JobId, Controller = "ci-runner", Version = "0.1.0", Results = Results });
        Log(LogSource.Controller, "3 hosts: h1, h2, h3");
    }

    public void Begin()
    {
        Start();
        var hosts = new[] { ("server", "h1", "192.168.100.1"), ("client1", "h2", "192.168.100.2"), ("client2", "h3", "192.168.100.3") };
        foreach (var (stream, host, address) in hosts) Send(new HostOpened { Test = Name, Stream = stream, Host = host, Address = address, System = "Linux 6.1.0 x86_64" });
        foreach (var (stream, host, _) in hosts)
        {
            var name = stream == "server" ? "NetServer" : "NetPerf";
            Send(new StreamStarted { Test = Name, Stream = stream, Host = host });
            Send(new NestedStarted
            {
                Test = Name,
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
        Send(new OutputWritten { Test = Name, Stream = stream, Nested = NestedOf(stream), Text = text, IsError = isError }, after);

    public void Metric(string stream, double value, string unit = "Mbit/s") =>
        Send(new MetricRecorded { Test = Name, Stream = stream, Nested = NestedOf(stream), Name = "throughput", Value = value, Unit = unit }, 1);

    public void Note(string stream, string text) => Send(new NoteRecorded { Test = Name, Stream = stream, Nested = NestedOf(stream), Text = text });

    public void Log(LogSource source, string text, string? stream = null, LogLevel level = LogLevel.Info) =>
        Send(new LogWritten { Source = source, Text = text, Test = stream is null ? null : Name, Stream = stream, Level = level });

    public void End(string stream, string nested, Outcome outcome, string message = "", string details = "", int? exit = null, string? signal = null) => Send(new NestedFinished
    {
        Test = Name,
        Stream = stream,
        Nested = nested,
        Outcome = outcome,
        Message = message,
        Details = details,
        ExitStatus = exit,
        Signal = signal,
    });

    public void End(string stream, Outcome outcome, string message = "") => Send(new StreamFinished { Test = Name, Stream = stream, Outcome = outcome, Message = message });

    public void End(Outcome outcome, string message = "")
    {
        Send(new TestFinished { Test = Name, Outcome = outcome, Message = message, Again = again });
        if (!again) Send(new JobFinished { Outcome = outcome, ExitCode = outcome.ExitCode() });
    }

    public void Dispose() => hub.Dispose();

    private static string NestedOf(string stream) => stream == "server" ? "1-NetServer" : "1-NetPerf";
}
