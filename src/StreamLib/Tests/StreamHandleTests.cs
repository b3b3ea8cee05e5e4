using System.Collections.Immutable;
using System.Reflection;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>Runs nested test classes on the streams of a running multi-stream test.</summary>
public static class StreamHandleTests
{
    /// <summary>Runs a nested test class in the foreground and waits for its end.</summary>
    /// <typeparam name="T">The class; its test application is shipped to the host of the stream.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="parameters">Parameters for this run of it.</param>
    /// <exception cref="TestException">It did not pass, or was cut off because another one failed.</exception>
    public static Task<NestedResult> Run<T>(this StreamHandle stream, params (string Name, string Value)[] parameters)
        where T : NestedTest
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.RunAsync(StepFor<T>(stream, parameters));
    }

    /// <summary>Runs a nested test class in the foreground and waits for its end, whatever that is expected to be.</summary>
    /// <typeparam name="T">The class; its test application is shipped to the host of the stream.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="expect">How it is expected to end.</param>
    /// <param name="parameters">Parameters for this run of it.</param>
    /// <exception cref="TestException">It did not end as expected, or was cut off because another one failed.</exception>
    public static Task<NestedResult> Run<T>(this StreamHandle stream, Expectation expect, params (string Name, string Value)[] parameters)
        where T : NestedTest
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.RunAsync(StepFor<T>(stream, parameters) with { Expect = expect });
    }

    /// <summary>Runs a nested test class in the foreground and waits for its end, as a step that has what <paramref name="configure"/> gives it: a timeout, limits, a known issue…</summary>
    /// <typeparam name="T">The class; its test application is shipped to the host of the stream.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="configure">Gives the step what it has besides.</param>
    /// <exception cref="TestException">It did not end as expected, or was cut off because another one failed.</exception>
    public static Task<NestedResult> Run<T>(this StreamHandle stream, Func<Step, Step> configure)
        where T : NestedTest
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(configure);
        return stream.RunAsync(configure(StepFor<T>(stream, [])));
    }

    /// <summary>Starts a nested test class in the background, as a step that has what <paramref name="configure"/> gives it: a port, a readiness gate… Unless that says otherwise it may end by
    /// itself. Returns when it is ready.</summary>
    /// <typeparam name="T">The class; its test application is shipped to the host of the stream.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="configure">Gives the step what it has besides.</param>
    /// <exception cref="TestException">It ended before it was ready.</exception>
    public static Task<NestedHandle> Start<T>(this StreamHandle stream, Func<Step, Step> configure)
        where T : NestedTest
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(configure);
        return stream.StartAsync(configure(StepFor<T>(stream, []) with { MayEnd = true }));
    }

    /// <summary>Starts a command line in the background; returns when it is ready.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What reports call it.</param>
    /// <param name="line">The command line, run with <c>/bin/sh -c</c>.</param>
    /// <param name="configure">Gives the step what it has besides.</param>
    /// <exception cref="TestException">It ended before it was ready.</exception>
    public static Task<NestedHandle> Start(this StreamHandle stream, string name, string line, Func<Step, Step>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var step = new Step { Name = name, Action = new StepAction.Command(line) };
        return stream.StartAsync(configure is null ? step : configure(step));
    }

    /// <summary>Runs a command line in the foreground and waits for its end, as a step that has what <paramref name="configure"/> gives it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What reports call it.</param>
    /// <param name="line">The command line, run with <c>/bin/sh -c</c>.</param>
    /// <param name="configure">Gives the step what it has besides.</param>
    /// <exception cref="TestException">It did not end as expected, or was cut off because another one failed.</exception>
    public static Task<NestedResult> Run(this StreamHandle stream, string name, string line, Func<Step, Step> configure)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(configure);
        return stream.RunAsync(configure(new Step { Name = name, Action = new StepAction.Command(line) }));
    }

    /// <summary>Starts a nested test class in the background; it may end by itself.</summary>
    /// <typeparam name="T">The class; its test application is shipped to the host of the stream.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="parameters">Parameters for this run of it.</param>
    public static Task<NestedHandle> Start<T>(this StreamHandle stream, params (string Name, string Value)[] parameters)
        where T : NestedTest
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.StartAsync(StepFor<T>(stream, parameters) with { MayEnd = true });
    }

    /// <summary>Runs a command line in the foreground and waits for its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What reports call it.</param>
    /// <param name="line">The command line, run with <c>/bin/sh -c</c>.</param>
    /// <param name="expect">How it is expected to end; by default <see cref="Expectation.Pass"/>.</param>
    /// <exception cref="TestException">It did not end as expected, or was cut off because another one failed.</exception>
    public static Task<NestedResult> Run(this StreamHandle stream, string name, string line, Expectation? expect = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.RunAsync(new Step { Name = name, Action = new StepAction.Command(line), Expect = expect ?? Expectation.Pass });
    }

    private static Step StepFor<T>(StreamHandle stream, (string Name, string Value)[] parameters) => new()
    {
        Name = typeof(T).Name,
        Action = new StepAction.TestClass(typeof(T).Name, ApplicationOf(stream, typeof(T))),
        Parameters = parameters.ToImmutableSortedDictionary(p => p.Name, p => p.Value),
    };

    private static string ApplicationOf(StreamHandle stream, Type type) =>
        !stream.RunsInProcess && ApplicationFile.Gap(type.Assembly, type.Name) is { } gap
            ? throw new PlanException(gap)
            : ApplicationFile.Of(type.Assembly);
}
