using System.Text;

namespace GmmVae.Engine.Artifacts;

/// <summary>A table in Markdown whose columns are aligned, so that it reads well as plain text too.</summary>
internal static class MarkdownTable
{
    /// <summary>Adds the table to a text: numbers at the right, the first column at the left.</summary>
    /// <param name="text">The text.</param>
    /// <param name="table">The rows, of equal length; the first one holds headings.</param>
    internal static void Append(StringBuilder text, IEnumerable<string[]> table)
    {
        var rows = table.ToArray();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => Math.Max(3, rows.Max(row => row[column].Length))).ToArray();
        for (var row = 0; row < rows.Length; row++)
        {
            text.Append('|');
            for (var column = 0; column < widths.Length; column++)
                text.Append(' ').Append(column == 0 ? rows[row][column].PadRight(widths[column])
                    : rows[row][column].PadLeft(widths[column])).Append(" |");
            text.Append('\n');
            if (row == 0)
                text.Append('|').AppendJoin('|',
                    widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1)
                    + ":")).Append("|\n");
        }
    }
}
