using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A host, or the way into it, failed. That says nothing of what was to be tested there.</summary>
public sealed class HostException : StreamLibException
{
    internal HostException(string code, string host, string message, bool mayPass = false)
        : base(code, message) => (Host, MayPass) = (host, mayPass);

    /// <summary>The name of the host.</summary>
    public string Host { get; }

    /// <summary>Whether trying again may help.</summary>
    internal bool MayPass { get; }
}
