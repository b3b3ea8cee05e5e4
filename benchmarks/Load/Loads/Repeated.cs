using System.Text;
using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>Each connection sends one request again as soon as it has the reply.</summary>
internal sealed class Repeated(Framing framing, Func<int, string> request, Func<int, string>? before = null) : ILoad
{
    private byte[][] requests = [];

    public Framing Framing => framing;

    public void Prepare(Fleet fleet)
    {
        requests = [.. Enumerable.Range(0, fleet.Count).Select(index => Encoding.UTF8.GetBytes(request(index)))];
        if (before is not null) fleet.AskAll(index => Encoding.UTF8.GetBytes(before(index)));
    }

    public void Begin(Wire wire) => wire.Send(requests[wire.Index]);

    public bool Received(Wire wire, ReadOnlySpan<byte> reply)
    {
        if (reply[0] is (byte)'e' or (byte)'-') throw new IOException(Encoding.UTF8.GetString(reply));
        Begin(wire);
        return true;
    }
}
