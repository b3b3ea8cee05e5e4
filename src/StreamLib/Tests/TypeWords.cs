using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace StreamLib.Tests;

/// <summary>What a parameter has to be, for those who write it and know no types.</summary>
internal static class TypeWords
{
    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(bool)] = "true or false",
        [typeof(char)] = "a single character",
        [typeof(TimeSpan)] = "a length of time, as in 00:01:30",
        [typeof(TimeOnly)] = "a time of day, as in 10:15",
        [typeof(DateOnly)] = "a date, as in 2026-11-25",
        [typeof(DateTime)] = "a date and time, as in 2026-11-25T10:15:00",
        [typeof(DateTimeOffset)] = "a date and time, as in 2026-11-25T10:15:00Z",
        [typeof(Guid)] = "a GUID, as in 3f2a91c0-0000-4000-8000-000000000001",
        [typeof(Version)] = "a version, as in 1.2.3",
        [typeof(System.Net.IPAddress)] = "an IP address, as in 192.168.100.1",
        [typeof(System.Net.IPNetwork)] = "an IP network, as in 192.168.100.0/24",
    };

    /// <summary>What a text that could not be read should have been.</summary>
    /// <typeparam name="T">What it was read as.</typeparam>
    /// <param name="text">The text.</param>
    public static string Of<T>(string text) => Words.GetValueOrDefault(typeof(T))
        ?? (Is(typeof(T), typeof(IBinaryInteger<>)) ? WholeNumber(typeof(T), text)
            : Is(typeof(T), typeof(INumberBase<>)) ? "a number, as in 2.5"
            : $"a {typeof(T).Name}");

    // One that is a whole number, but not one of these, is told the bounds.
    private static string WholeNumber(Type type, string text) =>
        BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) && Bound(type, "MinValue") is { } least && Bound(type, "MaxValue") is { } most
            ? $"a whole number from {least} to {most}"
            : "a whole number, as in 60";

    private static string? Bound(Type type, string name) =>
        type.GetField(name, BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is IFormattable bound ? bound.ToString(null, CultureInfo.InvariantCulture) : null;

    private static bool Is(Type type, Type contract) => type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == contract);
}
