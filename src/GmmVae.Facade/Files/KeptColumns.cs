using GmmVae.Domain;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Tables;

namespace GmmVae;

/// <summary>The cells of a table row by row, as they are written there, to stand beside what a model says of the rows.</summary>
internal sealed class KeptColumns : IDisposable
{
    private readonly TableCursor cursor;

    private KeptColumns(TableRows rows)
    {
        Names = [.. rows.Names];
        cursor = rows.OpenAgain().OrThrow();
    }

    /// <summary>What the columns are called.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Those of the table that rows come from.</summary>
    internal static KeptColumns Of(RowStream rows, string source) => rows is TableRows table
        ? new KeptColumns(table)
        : throw new GmmVaeException(FailureKind.Usage,
            $"{Setting.KeepColumns}: the data have no columns of text to keep.\n  at {source}\n  Leave it out.");

    /// <summary>The cells of the next row.</summary>
    internal IEnumerable<string> Next()
    {
        if (cursor.Advance() is { } fault)
            throw new GmmVaeException(FailureKind.Data, fault.Text);
        return Enumerable.Range(0, Names.Count).Select(column => cursor.Cell(column).ToString());
    }

    /// <summary>Closes the table.</summary>
    public void Dispose() => cursor.Dispose();
}
