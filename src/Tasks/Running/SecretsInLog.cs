using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Knows when MSBuild writes the whole environment into its logs, and with it the variables that secrets come from.</summary>
internal static class SecretsInLog
{
    private const string LogsAll = "MSBUILDLOGALLENVIRONMENTVARIABLES";

    /// <summary>What a build with secrets has to say then; <c>null</c> where nothing is shown.</summary>
    /// <param name="variable">Gives the value of an environment variable, or <c>null</c>.</param>
    /// <param name="hasSecrets">Whether there are any.</param>
    public static PlanGap? Notice(Func<string, string?> variable, bool hasSecrets) => hasSecrets && variable(LogsAll) is { Length: > 0 }
        ? new("SL5127", $"{LogsAll} is set: MSBuild writes all environment variables into the binary log, and those that the secrets of "
            + $"this run come from are among them. "
            + "Unset it, or share no log of this build.")
        : null;
}
