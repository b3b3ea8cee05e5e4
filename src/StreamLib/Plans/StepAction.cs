namespace StreamLib.Plans;

/// <summary>What a step does.</summary>
public abstract record StepAction
{
    private StepAction()
    {
    }

    internal StepAction Rooted(string folder) => this switch
    {
        Script script => script with { Path = System.IO.Path.Combine(folder, script.Path) },
        TestClass test => test with { Application = System.IO.Path.Combine(folder, test.Application) },
        _ => this,
    };

    /// <summary>Runs a command line with <c>/bin/sh -c</c> on the stream's host.</summary>
    /// <param name="Line">The line, with parameters as <c>$PARAM_NAME</c>.</param>
    public sealed record Command(string Line) : StepAction
    {
        /// <inheritdoc/>
        public override string ToString() => Line;
    }

    /// <summary>Ships a script file of this machine to the stream's host and runs it there with <c>/bin/sh</c>.</summary>
    /// <param name="Path">The file on this machine.</param>
    /// <param name="Arguments">What follows the script on its command line, as the shell reads it.</param>
    public sealed record Script(string Path, string Arguments = "") : StepAction
    {
        /// <inheritdoc/>
        public override string ToString() => Arguments.Length == 0 ? $"sh {Path}" : $"sh {Path} {Arguments}";
    }

    /// <summary>Runs a nested test class of a test application.</summary>
    /// <param name="Name">The name of the class.</param>
    /// <param name="Application">The main assembly of the test application on this machine; its folder is what is shipped.</param>
    public sealed record TestClass(string Name, string Application) : StepAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"{System.IO.Path.GetFileNameWithoutExtension(Application)} run {Name}";
    }

    /// <summary>Meets the other streams at a barrier.</summary>
    /// <param name="Name">The barrier.</param>
    /// <param name="Count">
    /// A number, <c>all</c> (every stream of the test), <c>role:NAME</c>, or the names of streams, as in <c>server,client1</c>.
    /// </param>
    public sealed record Barrier(string Name, string Count = "all") : StepAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"barrier {Name} {Count}";
    }

    /// <summary>Does something to a background step of another stream, on purpose: an end that was asked for so is no failure of it.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Target">The step, as <c>STREAM/STEP</c>; of a role all its streams. <c>@KEY/STEP</c> is the step of the stream whose name the shared data hold under <c>KEY</c> at that
    /// moment, as where a cluster has chosen its leader.</param>
    /// <param name="Signal">The signal for <see cref="FaultKind.Signal"/>, as in <c>HUP</c>.</param>
    public sealed record Fault(FaultKind Kind, string Target, string Signal = "") : StepAction
    {
        /// <inheritdoc/>
        public override string ToString() => Kind == FaultKind.Signal ? $"signal {Signal} {Target}" : $"{Kind.ToString().ToLowerInvariant()} {Target}";
    }
}
