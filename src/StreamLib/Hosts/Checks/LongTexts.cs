using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>Linux allows each word and each variable of a command 128 KiB, however much room there is for all of them, and all together
/// a quarter of the stack.</summary>
internal static class LongTexts
{
    // MAX_ARG_STRLEN, with the zero at the end.
    private const int Most = 128 * 1024;

    // A quarter of a stack of 8 MiB, which nearly every system has.
    private const int MostOfAll = 2 * 1024 * 1024;

    // What the system counts for each besides its text.
    private const int Pointer = 8;

    /// <summary>Which part of a command is too long for a process to be started with it; <c>null</c> when none is.</summary>
    public static string? WhyNot(HostCommand command)
    {
        var line = Encoding.UTF8.GetByteCount(command.Line) + 1;
        if (line > Most)
            return Text("its command line", line);
        long all = line + Pointer;
        foreach (var (name, value) in Variables(command))
        {
            var length = Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2;
            if (length > Most)
                return Text($"its variable {name}", length);
            all += length + Pointer;
        }

        return all > MostOfAll ? TextOfAll(command, all) : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Variables(HostCommand command) =>
        command.Common.Where(v => !command.Environment.ContainsKey(v.Key)).Concat(command.Environment);

    private static string TextOfAll(HostCommand command, long all)
    {
        var largest = Variables(command).OrderByDescending(v => v.Value.Length).Take(3)
            .Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} ({Encoding.UTF8.GetByteCount(v.Value)} bytes)"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"its command line and variables have {all} bytes, and the system allows {MostOfAll} for all (ARG_MAX); "
            + $"the largest variables are {string.Join(", ", largest)}");
    }

    private static string Text(string what, int length) => string.Create(
        CultureInfo.InvariantCulture, $"{what} has {length} bytes, and the system allows {Most} for one (MAX_ARG_STRLEN)");
}
