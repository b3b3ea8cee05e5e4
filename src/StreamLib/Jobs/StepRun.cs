using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>One nested test from the wait for what it needs to its judged end.</summary>
#pragma warning disable CA1001 // What ends it is disposed when it has ended: each has one end.
internal sealed partial class StepRun(TestRun test, StreamRun stream, Step step, string id)
#pragma warning restore CA1001
{
    private static readonly ImmutableSortedDictionary<string, int> s_noPorts =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase);


    private readonly TaskCompletionSource<NestedResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OutputGate? outputGate = step.Ready is Readiness.Output gate ? new(gate.Pattern) : null;
    private readonly OutputTail tail = new();
    private readonly LoggedOutput logged = new(
        test.Job.Options.LoggedOutput,
        (text, isError) => test.Job.Events.Send(new OutputWritten { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Text = text, IsError = isError }));

    private readonly StepStop stop = new(test, stream, step);

    private volatile IHostProcess? process;
    private string folder = "";

    public Step Step => step;

    public string Party => $"{stream.Name}/{id}";

    /// <summary>How it ended; never faults.</summary>
    public Task<NestedResult> Completion => completion.Task;

    /// <summary>Whether it is ready for those that need it, or has passed.</summary>
    public bool IsReady => Gate.Ready.IsCompletedSuccessfully;

    /// <summary>Whether its command was started.</summary>
    public bool HasProcess => process is not null;

    // Whether a line of its output is what makes it ready.
    private bool IsAwaited => outputGate?.IsAwaited == true;

    private StepGate Gate => test.Gates.Of(stream.Name, step.Name);

    /// <summary>Starts it; what fails on the way is its result.</summary>
    public async Task StartAsync()
    {
        try
        {
            // Before the first wait: a test in code may seal the streams as soon as it has called this.
            var only = (step.Action as StepAction.Barrier)?.Name;
            var joining = test.Scope.JoinAsync(Party, stream.Name, after: null, only, stream.KindOf(step)).AsTask();
            await test.Gates.NeedsOf(step).WaitAsync(stop.BeforeStart).ConfigureAwait(false);
            if (step.Action is not (StepAction.Barrier or StepAction.Fault)) await stream.Shared.SettleAsync(stop.BeforeStart).ConfigureAwait(false);
            await stream.Cause.EvidenceAsync().ConfigureAwait(false);
            stop.BeforeStart.ThrowIfCancellationRequested();
            var token = await joining.ConfigureAwait(false);
            if (step.Action is StepAction.Barrier barrier) _ = MeetAsync(barrier);
            else if (step.Action is StepAction.Fault fault) _ = DoAsync(fault);
            else await StartCommandAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.BeforeStart.IsCancellationRequested)
        {
            Finish(stop.Result(Party));
        }
        catch (TestException e)
        {
            Finish(stop.Lost(Party, e));
        }
        catch (StreamLibException e)
        {
            Finish(new NestedResult { Party = Party, Outcome = e is HostException or SyncException { Error: SyncError.Closed } ? Outcome.Error : Outcome.Fail, Message = e.Message });
        }
#pragma warning disable CA1031 // Whatever it is, it must end the step: the others wait for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Finish(new NestedResult { Party = Party, Outcome = Outcome.Error, Message = $"it could not be started: {e.Message}" });
        }
    }

    /// <summary>Completes when all streams with a planned step that needs it have ended their foreground steps, and all such steps are
    /// over; or the test is
    /// being stopped.</summary>
    public async Task UsersAreOverAsync()
    {
        try
        {
            await test.Gates.UsersOf(stream.Name, step.Name).WaitAsync(test.Cause.Stop).ConfigureAwait(false);
            // A later step of such a stream may use what an earlier one needed.
            var users = test.Gates.StreamsThatNeed(stream.Name, step.Name);
            var worked = test.Streams.Where(s => users.Contains(s.Name)).Select(s => s.Worked);
            await Task.WhenAll(worked).WaitAsync(test.Cause.Stop).ConfigureAwait(false);
            // One of them may have been started again.
            while (test.Streams.SelectMany(s => s.Started()).FirstOrDefault(s => !s.Completion.IsCompleted && test.Gates.Needs(s, this)) is { } user)
                await user.Completion.WaitAsync(test.Cause.Stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Stops it, because its stream no longer needs it, and waits until it has ended.</summary>
    public async Task StopAsync()
    {
        await stream.Cause.EvidenceAsync().ConfigureAwait(false);
        if (!Completion.IsCompleted && !test.Cause.Stop.IsCancellationRequested)
        {
            GoesOnPurpose("was stopped");
            stop.Ask();
            if (process is { } running) await running.StopAsync().ConfigureAwait(false);
        }

        await Completion.ConfigureAwait(false);
    }

    private async Task MeetAsync(StepAction.Barrier barrier)
    {
        Began(barrier.ToString(), "");
        try
        {
            var sync = await test.Scope.AsAsync(Party).ConfigureAwait(false);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Cut, stop.Asked);
            await sync.Barrier(barrier.Name, barrier.Count, step.Timeout, end.Token).ConfigureAwait(false);
            Finish(new NestedResult { Party = Party, Outcome = Outcome.Pass });
        }
        catch (Exception e) when (e is OperationCanceledException or SyncException && stop.IsNoLongerNeeded)
        {
            Finish(new NestedResult { Party = Party, Outcome = Outcome.Pass });
        }
        catch (OperationCanceledException)
        {
            Finish(stop.Result(Party));
        }
        catch (SyncException e)
        {
            var released = e.Error == SyncError.Broken ? await Released.JudgeAsync(test, stream, Party).ConfigureAwait(false) : null;
            Finish(released ?? new NestedResult { Party = Party, Outcome = e.Error == SyncError.Closed ? Outcome.Error : Outcome.Fail, Message = e.Message });
        }
    }

    private async Task DoAsync(StepAction.Fault fault)
    {
        Began(fault.ToString(), "");
        try
        {
            Finish(await new FaultStep(test, Party, step, fault, stop).ResultAsync().ConfigureAwait(false));
        }
        catch (SyncException e)
        {
            Finish(new NestedResult { Party = Party, Outcome = Outcome.Error, Message = e.Message });
        }
    }

    private async Task StartCommandAsync(string token)
    {
        var start = stop.BeforeStart;
        AddressReach.Check(test, stream, step);
        var ports = await PickPortsAsync(start).ConfigureAwait(false);
        var line = await StepLine.ForAsync(stream, step.Action, start).ConfigureAwait(false);
        var parameters = NestedEnvironment.Parameters(test, stream, step);
        var payload = await stream.PayloadAsync(step, Party, start).ConfigureAwait(false);
        folder = payload ?? stream.WorkingDirectory;
        var variables = StreamRun.WithPayload(NestedEnvironment.Public(test, stream, parameters, ports), payload);
        // While it is the variable of a parameter, and nothing was prepared.
        if (!stream.RunsInProcess && LongTexts.WhyNot(new() { Line = line, Environment = variables }) is { } tooLong)
            throw CommandException.TooLong(stream.Host.Name, tooLong);
        var place = await NestedPlace.PrepareAsync(
            stream.Host, test.Job.Tree.NestedFolder(test.Plan.Name, stream.Name, id), stream.Name, id, NestedEnvironment.Json(test, stream, parameters), start).ConfigureAwait(false);

        if (step.Timeout is { } limit) test.Scope.EndWaitsIn(limit + TestRun.AfterDeadline, Party);
        var environment = variables.SetItems(Own(place, token));
        if (step.Action is StepAction.TestClass testClass && !stream.RunsInProcess)
            environment = environment.SetItem(NestedEnvironment.ClassVariable, testClass.Name);
        if (step.Cleanup is { } cleanup) await stream.Host.OnEndAsync(cleanup, environment, start).ConfigureAwait(false);
        Began(step.Action.ToString()!, LineByHand(line, payload, parameters, variables));
        foreach (var hint in ParameterCase.Hints(TextOfAction(), parameters.Keys))
            test.Job.Log(LogSource.Controller, $"{Party} {hint}", LogLevel.Warning, test.Plan.Name, stream.Name);
        test.Job.Events.Mask.AddToken(token);
        var files = new NestedFiles(place, test.Job.Events.Mask, token);
        try
        {
            process = (IHostProcess?)InProcess(files, environment) ?? await stream.Host.StartAsync(
                new HostCommand
                {
                    Line = line,
                    Mark = Party,
                    Environment = environment,
                    Common = test.Peers.VariablesFor(stream),
                    PathFirst = stream.Host.Tools,
                    WorkingDirectory = folder,
                    OutputTo = files.Output,
                    ErrorTo = files.Error,
                    OnOutput = text => Wrote(text, isError: false),
                    OnError = text => Wrote(text, isError: true),
                    OpenOutput = outputGate?.Open(isError: false),
                    OpenError = outputGate?.Open(isError: true),
                    Flood = new(test.Job.Events.Together, () => logged.IsPast && !IsAwaited, logged.LeaveOut),
                    Grace = test.Plan.Deadlines.Grace,
                },
                start).ConfigureAwait(false);
        }
        catch
        {
            files.Dispose();
            throw;
        }

        var watch = new StepWatch(test, stream, step, id, process, place, files, tail, stop) { AskedFor = AskedFor, Ports = ports.Values };
        _ = FinishAsync(watch);
        // Who asked before there was a process could not stop it.
        if (stop.IsAsked) await process.StopAsync().ConfigureAwait(false);
        if (step.Background) await BecomeReadyAsync(watch, ports).ConfigureAwait(false);
    }

    private string LineByHand(
        string line,
        string? payload,
        ImmutableSortedDictionary<string, string> parameters,
        ImmutableSortedDictionary<string, string> variables)
    {
        var hand = new ByHand
        {
            Stream = stream.Name,
            Test = test.Plan.Name,
            Way = ByHandWay.To(stream.Placed.Host, test.Job.SshConfig),
            Folder = test.Job.WorkingDirectory,
            Payload = payload,
            Parameters = parameters,
            Variables = variables,
            Peers = test.Peers.VariablesFor(stream),
            Secrets = test.Job.Secrets,
            Streams = test.Streams.Select(s => (s.Name, s.Address)),
        };
        return step.Action switch
        {
            StepAction.TestClass => hand.TestClass(line["exec ".Length..]),
            StepAction.Script script => hand.Script(script),
            _ => hand.Command(line),
        };
    }

    private string TextOfAction() => step.Action switch
    {
        StepAction.Command command => command.Line,
        StepAction.Script script => $"{ScriptText.Of(script.Path)} {script.Arguments}",
        _ => "",
    };

    private async Task<ImmutableSortedDictionary<string, int>> PickPortsAsync(CancellationToken cancellationToken)
    {
        var ports = s_noPorts;
        foreach (var (name, choice) in NamedPort.Of(step))
        {
            if (!KeptPorts.TryGetValue(name, out var port))
                port = choice.Number ?? await stream.Host.PickPortAsync(cancellationToken).ConfigureAwait(false);
            await CheckPortAsync(port, cancellationToken).ConfigureAwait(false);
            ports = ports.Add(name, port);
        }

        // Where another one listens, a gate of that port would be open from the start.
        if (step.Ready is Readiness.Port { Number: { } awaited } && !ports.ContainsValue(awaited))
            await CheckPortAsync(awaited, cancellationToken).ConfigureAwait(false);
        if (ports.IsEmpty) return ports;
        Ports = ports;
        stream.Ports.Set(step.Name, ports);
        test.Peers.Changed();
        return ports;
    }

    private async Task CheckPortAsync(int port, CancellationToken cancellationToken)
    {
        if (await stream.Host.FindListenerAsync(port, cancellationToken).ConfigureAwait(false) is { } who)
            throw CommandException.PortTaken(stream.Host.Name, port, who, Party);
    }

    private ImmutableSortedDictionary<string, string> Own(NestedPlace place, string token) => ImmutableSortedDictionary<string, string>.Empty
        .Add("STREAMLIB_JOB", test.Job.Job)
        .Add("STREAMLIB_TEST", test.Plan.Name)
        .Add("STREAMLIB_STREAM", stream.Name)
        .Add("STREAMLIB_ROLE", stream.Placed.Role)
        .Add("STREAMLIB_STREAMS", string.Join(' ', test.Streams.Select(s => s.Name)))
        .Add("STREAMLIB_ROLES", string.Join(' ', test.Streams.Select(s => s.Placed.Role).Distinct(StringComparer.Ordinal)))
        .Add("STREAMLIB_SYNC", stream.SyncAddress)
        .Add("STREAM_SYNC", stream.Host.StreamSync)
        .Add("STREAMLIB_TOKEN", token)
        .Add("STREAMLIB_PARAMS", place.Parameters)
        .Add("STREAMLIB_OUTPUT", place.Output)
        .Add("STREAMLIB_ON_END", stream.Host.Ends);

    private void Began(string command, string byHand)
    {
        test.Scope.Doing(stream.Name, id);
        test.Job.Events.Send(new NestedStarted
        {
            Test = test.Plan.Name,
            Stream = stream.Name,
            Nested = id,
            Name = step.Name,
            Command = command,
            Background = step.Background,
            ByHand = byHand,
        });
    }

    private void Wrote(string text, bool isError)
    {
        tail.Add(text, isError, afterStop: process?.IsAsked == true);
        logged.Add(text, isError);
        test.Scope.LastLine(stream.Name, test.Job.Events.Mask.Of(text));
        outputGate?.Add(text, isError);
    }

    // Those who wait for it are to be cut off without counting, too, when it was cut off so itself.
    private SyncEnding Ending(Outcome outcome) => outcome switch
    {
        Outcome.ExpectedFailure or Outcome.Skip => SyncEnding.ExpectedFailure,
        Outcome.Aborted when !test.Cause.IsOver => SyncEnding.ExpectedFailure,
        _ => outcome.IsPass() ? SyncEnding.Passed : SyncEnding.Failed,
    };

    private void SendMetrics(NestedResult result)
    {
        if (result.Metrics.IsEmpty) return;
        using var together = test.Job.Events.Together();
        foreach (var (name, value, unit) in result.Metrics)
            test.Job.Events.Send(
                new MetricRecorded { Test = test.Plan.Name, Stream = stream.Name, Nested = id, Name = name, Value = value, Unit = unit });
    }

    private void Finish(NestedResult result)
    {
        result = StoppedNeed.AddTo(result, this);
        if (result.Outcome.LetsGoOn()) GoesOnPurpose("had ended");
        logged.End();
        SendMetrics(result);
        if (result.Outcome.IsFailure() && !isCause && !stream.Cause.Set(id, result.Outcome, result.Message))
            result = stream.Cause.Follow(result);
        test.Scope.Ended(
            Party,
            Ending(result.Outcome),
            test.Job.Events.Mask.Of(result.Message));
        test.Job.Events.Send(new NestedFinished
        {
            Test = test.Plan.Name,
            Stream = stream.Name,
            Nested = id,
            Outcome = result.Outcome,
            Message = result.Message,
            Details = result.Details,
            ExitStatus = result.ExitStatus,
            Signal = result.Signal,
        });
        stream.Add(result);
        if (result.Outcome.LetsGoOn()) Gate.SetReady();
        else if (!test.Cause.IsOver)
        {
            var how = result.Outcome.IsFailure() ? "failed" : "was cut off";
            test.Gates.NeverReady(stream.Name, step.Name, $"{how}: {result.Message}", stream.Cause.Culprit);
        }

        if (stream.Cause.Text is not null) stream.EndsHere();
        Gate.SetOver();
        stop.Dispose();
        outputGate?.Dispose();
        completion.TrySetResult(result);
        ready.TrySetResult();
    }
}
