using System.Buffers.Text;
using System.Text;
using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>The usual barrier over Redis: INCR; who is last pushes a token for each other, who is not takes one with BLPOP.</summary>
/// <remarks>Lists are named for the round, odd or even: else who is quick would take the token of who is slow.</remarks>
internal sealed class RedisBarrier(int parties, string prefix) : ILoad
{
    private readonly List<Requests> requests = [];
    private bool[] hasArrived = [];

    public Framing Framing => Framings.Resp;

    public void Prepare(Fleet fleet)
    {
        for (var i = 0; i < fleet.Count; i++) requests.Add(new Requests($"{prefix}{i / parties}", parties));
        hasArrived = new bool[fleet.Count];
    }

    public void Begin(Wire wire) => wire.Send(requests[wire.Index].Arrive);

    public bool Received(Wire wire, ReadOnlySpan<byte> reply)
    {
        if (reply[0] == '-') throw new IOException(Encoding.UTF8.GetString(reply));
        hasArrived[wire.Index] = !hasArrived[wire.Index];
        if (hasArrived[wire.Index])
        {
            _ = Utf8Parser.TryParse(reply[1..], out int count, out _);
            var round = (count - 1) / parties % 2;
            wire.Send(count % parties == 0 ? requests[wire.Index].Release[round] : requests[wire.Index].Wait[round]);
            return false;
        }

        Begin(wire);
        return true;
    }

    private sealed class Requests(string group, int parties)
    {
        private static readonly string[] Rounds = ["even", "odd"];

        internal byte[] Arrive { get; } = Resp.Of("INCR", $"{group}:count");

        internal byte[][] Wait { get; } = [.. Rounds.Select(round => Resp.Of("BLPOP", $"{group}:{round}", "0"))];

        internal byte[][] Release { get; } = [.. Rounds.Select(round => Resp.Of(["RPUSH", $"{group}:{round}", .. Enumerable.Repeat("x", parties - 1)]))];
    }
}
