using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>The barrier recipe of ZooKeeper, at its quickest: a watch for the node that says all are there, and a numbered node for the arrival, both in one write; who is last creates the node.</summary>
internal sealed class ZooKeeperBarrier(int parties, string prefix) : ILoad
{
    private const int Create = 1;
    private const int Exists = 3;
    private const int Event = -1;
    private int[] rounds = [];

    public Framing Framing => Framings.Prefixed;

    public void Prepare(Fleet fleet)
    {
        fleet.AskAll(_ => [.. Message(Int(0), Long(0), Int(30_000), Long(0), Int(16), new byte[16], [0])]);
        for (var group = 0; group * parties < fleet.Count; group++) fleet[0].Ask(CreateOf(Folder(group), isNumbered: false));
        rounds = new int[fleet.Count];
    }

    public void Begin(Wire wire)
    {
        var group = wire.Index / parties;
        wire.Send([.. Message(Int(Exists), Int(Exists), Text(Ready(group, rounds[wire.Index])), [1]), .. CreateOf($"{Folder(group)}/n", isNumbered: true)]);
    }

    public bool Received(Wire wire, ReadOnlySpan<byte> reply)
    {
        var group = wire.Index / parties;
        switch (BinaryPrimitives.ReadInt32BigEndian(reply[4..]))
        {
            case Event:
                rounds[wire.Index]++;
                Begin(wire);
                return true;
            case Create when BinaryPrimitives.ReadInt32BigEndian(reply[16..]) != 0:
                throw new IOException($"ZooKeeper answers with error {BinaryPrimitives.ReadInt32BigEndian(reply[16..])}");
            case Create when reply[^11] == 'n' && (NumberOf(reply) + 1) % parties == 0:
                wire.Send(CreateOf(Ready(group, rounds[wire.Index]), isNumbered: false));
                return false;
            default:
                return false;
        }
    }

    private static int NumberOf(ReadOnlySpan<byte> reply) => int.Parse(reply[^10..], NumberStyles.None, CultureInfo.InvariantCulture);

    private string Folder(int group) => $"/{prefix}{group}";

    private string Ready(int group, int round) => $"/{prefix}{group}-r{round}";

    private static byte[] CreateOf(string path, bool isNumbered) =>
        Message(Int(Create), Int(Create), Text(path), Int(0), Int(1), Int(31), Text("world"), Text("anyone"), Int(isNumbered ? 2 : 0));

    private static byte[] Message(params byte[][] parts) => [.. Int(parts.Sum(part => part.Length)), .. parts.SelectMany(part => part)];

    private static byte[] Text(string text) => [.. Int(text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Int(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Long(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
