namespace StreamLib.Results;

/// <summary>Rows of cells as lines for people: each column as wide as its widest cell, two spaces between them.</summary>
internal static class TextTable
{
    /// <summary>The lines, without spaces at their ends.</summary>
    /// <param name="rows">The cells: in each row as many as in the first.</param>
    /// <param name="numbers">Whether all columns but the first hold numbers, which stand to the right.</param>
    public static IEnumerable<string> Lines(IReadOnlyCollection<string[]> rows, bool numbers = false)
    {
        var widths = rows.First().Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) =>
            numbers && column > 0 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }
}
