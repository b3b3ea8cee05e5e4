using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>Linux allows each word and each variable of a command 128 KiB, however much room there is for all of them.</summary>
internal static class LongTexts
{
    // MAX_ARG_STRLEN, with the zero at the end.
    private const int Most = 128 * 1024;

    /// <summary>Which part of a command is too long for a process to be started with it; <c>null</c> when none is.</summary>
    public static string? WhyNot(HostCommand command)
    {
        if (Encoding.UTF8.GetByteCount(command.Line) + 1 is > Most and var line)
            return Text("its command line", line);
        foreach (var (name, value) in command.Common.Concat(command.Environment))
        {
            if (Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2 is > Most and var length)
                return Text($"its variable {name}", length);
        }

        return null;
    }

    private static string Text(string what, int length) => string.Create(
        CultureInfo.InvariantCulture, $"{what} has {length} bytes, and the system allows {Most} for one (MAX_ARG_STRLEN)");
}
