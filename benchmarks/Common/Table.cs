using System.Globalization;

namespace StreamLibBench;

/// <summary>Prints what was measured, a line for each comparison, as soon as it is known.</summary>
/// <param name="judges">Whether enough is measured to say that a target is met.</param>
internal sealed class Table(bool judges)
{
    internal int Missed { get; private set; }

    internal static void Begin(string title, string unit)
    {
        Console.WriteLine();
        Write(title, $"ours ({unit})", "against", unit, "ratio", "target");
    }

    /// <summary>Adds a comparison. The ratio is ours to theirs.</summary>
    internal void Add(string what, double ours, string peer, double theirs, double? most = null, double? least = null)
    {
        var ratio = ours / theirs;
        if (!judges || double.IsNaN(ratio)) (most, least) = (null, null);
        var isMet = !(ratio > most) && !(ratio < least);
        var target = most is not null ? $"<= {most:0.0#} {Verdict(isMet)}" : least is not null ? $">= {least:0.0#} {Verdict(isMet)}" : "";
        if (!isMet) Missed++;
        Write(what, Number(ours), peer, Number(theirs), double.IsNaN(ratio) ? "-" : ratio.ToString("0.00", CultureInfo.InvariantCulture), target);
    }

    internal static void Note(string text) => Console.WriteLine(text);

    private static string Verdict(bool isMet) => isMet ? "met" : "MISSED";

    private static string Number(double number) => double.IsNaN(number) ? "-" : number.ToString(number < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static void Write(string what, string ours, string peer, string theirs, string ratio, string target) =>
        Console.WriteLine($"{what,-46} {ours,14} {peer,-26} {theirs,14} {ratio,7}  {target}".TrimEnd());
}
