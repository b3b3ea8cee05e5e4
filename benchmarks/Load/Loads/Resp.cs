using System.Text;

namespace StreamLibLoad.Loads;

/// <summary>Requests of Redis.</summary>
internal static class Resp
{
    internal static byte[] Of(params string[] words) => Encoding.UTF8.GetBytes(Text(words));

    internal static string Text(params string[] words) =>
        $"*{words.Length}\r\n{string.Concat(words.Select(word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"))}";
}
