using System.Globalization;

namespace StreamLib.Sync;

/// <summary>Whom a barrier waits for: a number of parties, every stream, or every stream of a role.</summary>
/// <param name="Number">The number of parties; 0 for streams.</param>
/// <param name="Role">The role; <c>null</c> for all streams.</param>
internal readonly record struct BarrierCount(int Number, string? Role = null)
{
    private const string RolePrefix = "role:";

    internal static BarrierCount All => default;

    internal bool IsNumber => Number > 0;

    internal static bool TryParse(ReadOnlySpan<char> text, out BarrierCount count)
    {
        count = All;
        if (text is "all") return true;
        if (text.StartsWith(RolePrefix) && text.Length > RolePrefix.Length)
        {
            count = new BarrierCount(0, text[RolePrefix.Length..].ToString());
            return true;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return false;
        count = new BarrierCount(number);
        return true;
    }

    internal bool Covers(StreamState? stream) => stream is { Left: false } && !IsNumber && (Role is null || stream.HasRole(Role));

    public override string ToString() => IsNumber ? Number.ToString(CultureInfo.InvariantCulture) : Role is null ? "all" : RolePrefix + Role;
}
