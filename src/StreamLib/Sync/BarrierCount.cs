using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Sync;

/// <summary>Whom a barrier waits for: a number of parties, every stream, every stream of a role, or streams by name.</summary>
/// <param name="Number">The number of parties; 0 for streams.</param>
/// <param name="Role">The role; <c>null</c> for all streams, or for those that are named.</param>
/// <param name="Named">The names of the streams in order, as in <c>client1,server</c>; <c>null</c> for others.</param>
internal readonly record struct BarrierCount(int Number, string? Role = null, string? Named = null)
{
    private const string RolePrefix = "role:";

    internal static BarrierCount All => default;

    internal bool IsNumber => Number > 0;

    internal IEnumerable<string> Names => Named?.Split(',') ?? [];

    internal static bool TryParse(ReadOnlySpan<char> text, out BarrierCount count)
    {
        count = All;
        if (text is "all") return true;
        if (text.StartsWith(RolePrefix) && !text.Contains(','))
        {
            count = new BarrierCount(0, text[RolePrefix.Length..].ToString());
            return text.Length > RolePrefix.Length;
        }

        if (text.IndexOfAnyExceptInRange('0', '9') >= 0) return TryNames(text, out count);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return false;
        count = new BarrierCount(number);
        return true;
    }

    internal bool Covers(StreamState? stream) =>
        stream is not null && !IsNumber
        && (Named is not null ? Includes(stream.Name) : !stream.Left && (Role is null || stream.HasRole(Role)));

    public override string ToString() =>
        IsNumber ? Number.ToString(CultureInfo.InvariantCulture) : Named ?? (Role is null ? "all" : RolePrefix + Role);

    private static bool TryNames(ReadOnlySpan<char> text, out BarrierCount count)
    {
        var names = StreamList.Parse(text.ToString());
        count = names is null ? All : new BarrierCount(0, Named: string.Join(',', names));
        return names is not null;
    }

    private bool Includes(ReadOnlySpan<char> stream)
    {
        foreach (var part in Named.AsSpan().Split(','))
            if (Named.AsSpan()[part].SequenceEqual(stream)) return true;
        return false;
    }
}
