using Microsoft.Build.Framework;

namespace StreamLib.Tasks;

/// <summary>Fails when tests did not go as expected: their errors have been logged, and this adds none. What depends on them does not run then.</summary>
[MSBuildMultiThreadableTask]
public sealed class EndMultiStreamTests : Microsoft.Build.Utilities.Task
{
    /// <summary>How the tests ended, as <see cref="RunMultiStreamTest.ExitCode"/> tells it.</summary>
    [Required]
    public int ExitCode { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (BuildEngine is IBuildEngine7 engine) engine.AllowFailureWithoutError = true;
        return ExitCode == 0;
    }
}
