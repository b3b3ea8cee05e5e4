namespace StreamLib.Hosts;

/// <summary>Spares lines that nobody would look at: while it is on, only the last ones of each piece of an output are handed over, and how many were not.</summary>
/// <param name="Piece">Called for each piece; disposed when its lines were handed over.</param>
/// <param name="IsOn">Asked for each piece.</param>
/// <param name="LeftOut">Receives a number of lines, before those that follow them.</param>
internal sealed record Flood(Func<IDisposable> Piece, Func<bool> IsOn, Action<long> LeftOut)
{
    /// <summary>How many are handed over.</summary>
    public const int LastLines = 20;
}
