using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace StreamLib.Sync;

/// <summary>Who shows a token.</summary>
/// <param name="Scope">The scope of the token; <c>null</c> for the token of a server that stands alone.</param>
/// <param name="Party">The party of the token; <c>null</c> for a token that gives control.</param>
internal sealed record Identity(SyncScope? Scope, Party? Party);

/// <summary>The tokens that a server knows, by their hash: how long a look-up takes tells nothing of a token.</summary>
internal sealed class TokenTable
{
    private const int LongestToken = 256;
    private readonly ConcurrentDictionary<(UInt128 High, UInt128 Low), Identity> identities = new();

    /// <summary>Makes a token that nobody can guess.</summary>
    internal static string Create() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    internal void Add(string token, Identity identity) => identities[HashOf(token)] = identity;

    internal void Remove(string token) => identities.TryRemove(HashOf(token), out _);

    internal Identity? Find(ReadOnlySpan<char> token) =>
        token.Length <= LongestToken && identities.TryGetValue(HashOf(token), out var identity) ? identity : null;

    private static (UInt128 High, UInt128 Low) HashOf(ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[LongestToken * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        return (MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]));
    }
}
