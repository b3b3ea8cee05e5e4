using System.Text;
using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>The quickest barrier over Redis that we know: a script in the server counts and pushes a token for everyone when all are there, and BLPOP goes out in the same write.</summary>
internal sealed class RedisScriptBarrier(int parties, string prefix) : ILoad
{
    private const string Script =
        "local n = redis.call('INCR', KEYS[1]) if n % ARGV[1] == 0 then for i = 1, ARGV[1] do redis.call('RPUSH', KEYS[2], 'x') end end return n";
    private static readonly string[] Rounds = ["even", "odd"];
    private readonly List<byte[][]> requests = [];
    private bool[] hasArrived = [];
    private int[] rounds = [];

    public Framing Framing => Framings.Resp;

    public void Prepare(Fleet fleet)
    {
        var script = Encoding.UTF8.GetString(fleet[0].Ask(Resp.Of("SCRIPT", "LOAD", Script))).Split("\r\n")[1];
        for (var i = 0; i < fleet.Count; i++)
        {
            var group = $"{prefix}{i / parties}";
            requests.Add([.. Rounds.Select(round => (byte[])[
                .. Resp.Of("EVALSHA", script, "2", $"{group}:count", $"{group}:{round}", $"{parties}"),
                .. Resp.Of("BLPOP", $"{group}:{round}", "0")])]);
        }

        (hasArrived, rounds) = (new bool[fleet.Count], new int[fleet.Count]);
    }

    public void Begin(Wire wire) => wire.Send(requests[wire.Index][rounds[wire.Index]]);

    public bool Received(Wire wire, ReadOnlySpan<byte> reply)
    {
        if (reply[0] == '-') throw new IOException(Encoding.UTF8.GetString(reply));
        hasArrived[wire.Index] = !hasArrived[wire.Index];
        if (hasArrived[wire.Index]) return false;
        rounds[wire.Index] ^= 1;
        Begin(wire);
        return true;
    }
}
