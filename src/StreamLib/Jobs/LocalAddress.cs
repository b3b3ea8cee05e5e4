using System.Net;
using System.Net.Sockets;

namespace StreamLib.Jobs;

/// <summary>Finds the address under which another machine reaches this one.</summary>
internal static class LocalAddress
{
    /// <summary>The address of the interface that leads to <paramref name="remote"/>; <c>null</c> when there is no way there. Nothing is sent.</summary>
    public static async Task<string?> TowardsAsync(string remote, CancellationToken cancellationToken)
    {
        try
        {
            var address = (await Dns.GetHostAddressesAsync(remote, cancellationToken).ConfigureAwait(false))[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(new IPEndPoint(address, 9), cancellationToken).ConfigureAwait(false);
            return (socket.LocalEndPoint as IPEndPoint)?.Address.ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
