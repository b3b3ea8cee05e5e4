using System.Globalization;
using StreamLib.Hosts;
using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>A block of test that runs in a stream: a class of a test application. It is valid on its own, and never knows who started it.</summary>
/// <remarks><see cref="SetUp"/>, <see cref="Test"/> and <see cref="TearDown"/> run in this order; <see cref="TearDown"/> runs however the
/// others ended. An exception fails the test;
/// <see cref="Fail(string, string, int)"/>, <see cref="FailIf(bool, string, string, string, int)"/>,
/// <see cref="Skip(string, string, int)"/> and <see cref="Warn(string, string, int)"/> say
/// how it ends, with the place in the code.</remarks>
public abstract partial class NestedTest
{
    private readonly List<RunningCommand> started = [];
    private NestedContext context = new();
    private NestedHost host = new(new());

    /// <summary>Its parameters.</summary>
    protected TestParameters Params => context.Parameters;

    /// <summary>The barriers and data that it shares with the other streams. After <see cref="SetUp"/> or <see cref="Test"/> has failed, barriers are closed to it: it would meet the others as if all were well.</summary>
    protected ISync Sync => context.Sync;

    /// <summary>The streams of the test that it belongs to.</summary>
    protected Topology Streams => context.Streams;

    /// <summary>The name of its stream; empty when it was started alone.</summary>
    protected string Stream => context.Stream;

    /// <summary>The machine that it runs on.</summary>
    protected NestedHost Host => host;

    /// <summary>The folder whose content comes back with the results.</summary>
    protected string Output => context.Output ?? Path.GetTempPath();

    /// <summary>Cancelled when it is asked to end. What <see cref="Run"/> runs is ended by it.</summary>
    protected CancellationToken Cancelled => context.Cancelled;

    /// <summary>Runs before the test; the place to start what it needs and to wait for the others.</summary>
    protected virtual Task SetUp() => Task.CompletedTask;

    /// <summary>The test.</summary>
    protected abstract Task Test();

    /// <summary>Runs after the test, however it ended.</summary>
    protected virtual Task TearDown() => Task.CompletedTask;

    /// <summary>Runs a command line with <c>/bin/sh -c</c> on the machine of the test and waits for its end. Its output goes to the log of the stream, too.</summary>
    /// <exception cref="CommandException">Its exit status is not 0.</exception>
    protected async Task<CommandResult> Run(string line)
    {
        using var command = RunningCommand.Start(line, context);
        return (await command.WaitAsync(Cancelled).ConfigureAwait(false)).EnsureSucceeded();
    }

    /// <summary>Starts a command line with <c>/bin/sh -c</c> on the machine of the test. It is stopped when the test ends, at the latest.</summary>
    protected RunningCommand Start(string line)
    {
        var command = RunningCommand.Start(line, context);
        started.Add(command);
        return command;
    }

    /// <summary>Records what was measured: it is in every report.</summary>
    protected void Metric(string name, double value, string unit = "") => context.Reports.Metric(name, value, unit);

    /// <summary>Says something for the reports.</summary>
    protected void Note(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        context.Reports.Note(text.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Says something for the log.</summary>
    protected void Log(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        context.Reports.Say(text.ToString(CultureInfo.InvariantCulture));
    }

    internal void Enter(NestedContext entered) => (context, host) = (entered, new(entered));

    internal Task RunSetUp() => SetUp();

    internal Task RunTest() => Test();

    internal async Task RunTearDown()
    {
        try
        {
            await TearDown().ConfigureAwait(false);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends what it has started, and undoes what it has changed.</summary>
    internal async Task EndAsync()
    {
        foreach (var command in started.ToArray().Reverse()) await command.DisposeAsync().ConfigureAwait(false);
        await host.EndAsync().ConfigureAwait(false);
    }
}
