using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.StreamLib;

public static partial class StreamAliases
{
    /// <summary>Runs a target so that the process exits with the exit code of what failed in it. Without this, Cake exits with 1 for every failure.</summary>
    /// <param name="context">The context of the script.</param>
    /// <param name="run">What runs the target.</param>
    /// <exception cref="CakeException">Something failed: with the exit code of its cause.</exception>
    /// <example><code>
    /// WithStreamExitCode(() => RunTarget(Argument("target", "Default")));
    /// </code></example>
    [CakeMethodAlias]
    public static void WithStreamExitCode(this ICakeContext context, Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            run();
        }
        catch (Exception failure) when (ExitCodes.Cause(failure) is { } cause)
        {
            throw new CakeException(cause.ExitCode, cause.Message, failure);
        }
    }
}
