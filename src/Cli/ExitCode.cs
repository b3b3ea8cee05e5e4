using System.Net.Sockets;
using StreamLib.Sync;

namespace StreamLib.Cli;

/// <summary>How the tool ends.</summary>
internal static class ExitCode
{
    public const int Refused = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int Timeout = 4;
    public const int NotExecutable = 126;
    public const int NotFound = 127;
    public const int Cancelled = 130;

    /// <summary>What a request that failed ends with.</summary>
    public static int Of(SyncException exception) => exception switch
    {
        { InnerException: IOException or SocketException or ObjectDisposedException or InvalidDataException } => Unreachable,
        { Error: SyncError.Timeout } => Timeout,
        { Error: SyncError.Usage } => Usage,
        _ => Refused,
    };
}
