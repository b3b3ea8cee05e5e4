using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>What many connections do, each again and again.</summary>
internal interface ILoad
{
    Framing Framing { get; }

    /// <summary>What every connection says once, before anything is measured, awaiting one reply; may be empty.</summary>
    void Prepare(Fleet fleet);

    /// <summary>The first request of a connection.</summary>
    void Begin(Wire wire);

    /// <summary>Takes a reply and sends what follows; whether a round of this connection is complete.</summary>
    bool Received(Wire wire, ReadOnlySpan<byte> reply);
}
