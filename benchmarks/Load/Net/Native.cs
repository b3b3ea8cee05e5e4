using System.Runtime.InteropServices;

namespace StreamLibLoad.Net;

/// <summary>The few calls of the system that the driver makes itself, so that it costs as little as a driver can.</summary>
internal static unsafe partial class Native
{
    internal const uint EpollIn = 1;

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct EpollEvent
    {
        internal uint Events;
        internal long Data;
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(int epoll, int what, int file, EpollEvent* happening);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, EpollEvent* happenings, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(int file, byte* bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(int file, byte* bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int file);
}
