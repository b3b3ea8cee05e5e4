using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The configuration file for ssh that somebody named instead of their own.</summary>
internal static class SshConfigFile
{
    /// <summary>What is wrong with it; <c>null</c> when it can be read. ssh itself would say that of each host.</summary>
    public static PlanGap? Gap(string path)
    {
        string? why = null;
        if (Directory.Exists(path)) why = "is a folder";
        else if (!File.Exists(path)) why = "does not exist";
        else
        {
            try
            {
                using var _ = File.OpenRead(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                why = $"cannot be read: {e.Message.TrimEnd('.')}";
            }
        }

        const string WayOut = "Correct the path (--ssh-config, SshConfig), or leave it out to use your own configuration.";
        return why is null ? null : new("SL1176", $"The ssh configuration {path} {why}. {WayOut}");
    }
}
