using System.Globalization;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Tables;

/// <summary>The rows of a table as numbers: the columns of a schema in its order. An empty cell, or one that says NaN, NA, N/A, null or ?,
/// is a missing value; such a label is a class that is not known.</summary>
internal sealed class TableRows : RowStream
{
    private const string KnownCure = "Write the column as in the data that the model was trained on.";

    private readonly TableFile file;
    private readonly TableCursor cursor;
    private readonly (TableColumn Column, int Place)[] columns;
    private readonly int labelPlace;
    private readonly ClassLabels? labels;
    private readonly List<long> lines = [];

    private TableRows(
        TableFile file, TableCursor cursor, TableSchema schema, (TableColumn Column, int Place)[] columns, int labelPlace,
        ClassLabels? labels)
    {
        (this.file, this.cursor, this.columns, this.labelPlace, this.labels) = (file, cursor, columns, labelPlace, labels);
        Schema = schema;
        Features = columns.Sum(column => column.Column.Width);
    }

    public override string Name => Path.GetFileName(file.Path);

    public override int Features { get; }

    public override ImageShape? Image => null;

    public override bool HoldsBytes => false;

    public override bool IsWide => true;

    public override long? Rows => null;

    public override TableSchema Schema { get; }

    /// <summary>The names of all columns of the table.</summary>
    public Arr<string> Names => file.Names;

    /// <summary>Begins with the first row.</summary>
    /// <param name="file">The table.</param>
    /// <param name="options">How the user wants it read.</param>
    /// <param name="schema">The columns that are wanted.</param>
    /// <param name="labels">Where labels go; without it they are passed over.</param>
    public static Either<DataError, TableRows> Open(TableFile file, TableOptions options, TableSchema schema, ClassLabels? labels = null) =>
        from choice in ColumnChoice.Of(file, options, mayLackLabel: true)
        from columns in Match(file, choice, schema)
        from cursor in file.Open()
        select new TableRows(file, cursor, schema, columns, choice.Label, labels);

    public override Either<DataError, int> Read(Span<double> rows)
    {
        lines.Clear();
        var wanted = rows.Length / Features;
        for (var read = 0; read < wanted; read++)
        {
            if (cursor.Advance() is { } fault) return fault;
            if (!cursor.HasRecord) return read;
            lines.Add(cursor.Line);
            if (Parse(rows.Slice(read * Features, Features)) is { } error) return error;
        }

        return wanted;
    }

    public override void Dispose() => cursor.Dispose();

    /// <summary>Begins with the first row again, beside what is read meanwhile: for the text of all its cells.</summary>
    public Either<DataError, TableCursor> OpenAgain() => file.Open();

    /// <summary>The place of each column of a schema: by its name where both have names, else by its number among the features.</summary>
    private static Either<DataError, (TableColumn, int)[]> Match(TableFile file, ColumnChoice choice, TableSchema schema)
    {
        var candidates = choice.Features.Filter(place => !schema.LeftOut.Contains(file.Names[place]));
        if (!file.IsNamed || !schema.IsNamed)
        {
            // Columns that the data of the training had and the model does not read may be there or not.
            var places = schema.IsNamed || candidates.Count == schema.Columns.Count ? candidates
                : choice.Features.Filter(place => place < schema.Columns.Count + schema.LeftOut.Count
                    && !schema.LeftOut.Contains(file.Names[place]));
            return places.Count == schema.Columns.Count
                ? schema.Columns.Zip(places).ToArray()
                : new UnsuitableData(file.Path,
                    $"The data have {places.Count} columns of features, the model reads {schema.Columns.Count}.");
        }

        var missing = schema.Columns.Filter(column => !candidates.Exists(place => file.Names[place] == column.Name));
        var extra = candidates.Filter(place => !schema.Columns.Exists(column => column.Name == file.Names[place]));
        if (missing.IsEmpty && extra.IsEmpty)
            return schema.Columns.Map(column => (column, candidates.Find(place => file.Names[place] == column.Name).IfNone(-1))).ToArray();
        return new OtherColumns(file.Path, missing.Map(column => column.Name), extra.Map(place => file.Names[place]));
    }

    private DataError? Parse(Span<double> row)
    {
        if (TableScan.Ragged(file, cursor) is { } ragged) return ragged;
        var feature = 0;
        foreach (var (column, place) in columns)
        {
            var target = row.Slice(feature, column.Width);
            feature += column.Width;
            if (cursor.IsMissing(place)) target.Fill(double.NaN);
            else if (Parse(column, place, target) is { } error) return error;
        }

        return labelPlace < 0 || labels is null ? null : KeepLabel(labels);
    }

    private DataError? Parse(TableColumn column, int place, Span<double> target)
    {
        switch (column.Kind)
        {
            case ColumnKind.Number when cursor.TryNumber(place, out target[0]) && Math.Abs(target[0]) <= RowCollector.LargestValue:
            case ColumnKind.Truth when CellText.TryTruth(cursor.Cell(place), out target[0]):
            case ColumnKind.Date when CellText.TryDate(cursor.Cell(place), out target[0]):
                return null;
            case ColumnKind.Category:
                target.Clear();
                var word = column.Words.IndexOf(cursor.Cell(place).ToString());
                if (word >= 0)
                {
                    target[word] = 1;
                    return null;
                }

                return Odd($"'{Shown(place)}' is none of the words that this column had in the training: {string.Join(", ", column.Words.Take(10).Map(DisplayText.Of))}{(column.Words.Count > 10 ? ", ..." : "")}.", place);
            case ColumnKind.Number:
                return CellError.NotANumber(file.Path, cursor.Line, cursor.PlaceOf(place), cursor.Cell(place).ToString());
            default:
                return Odd($"'{Shown(place)}' is not {(column.Kind == ColumnKind.Truth ? "true or false" : "a date such as 2024-12-31")}.", place);
        }
    }

    private DataError.BadText? KeepLabel(ClassLabels to)
    {
        to.Add(cursor.Cell(labelPlace));
        return !to.IsOverfull
            ? null
            : new DataError.BadText(
                file.Path, cursor.Line, cursor.PlaceOf(labelPlace),
                string.Create(CultureInfo.InvariantCulture, $"There are more than {ClassLabels.MostClasses} different labels."),
                "A label is the class of a row; give the column another name if it is something else.");
    }

    private DataError.BadText Odd(string what, int place) => new(file.Path, cursor.Line, cursor.PlaceOf(place), what, KnownCure);

    private string Shown(int place) => DisplayText.Of(cursor.Cell(place).ToString());

    /// <summary>The line of a row of the last piece, and its column.</summary>
    public override string PlaceOf(long row, long firstOfPiece, int feature)
    {
        foreach (var (column, place) in columns)
        {
            if (feature < column.Width)
                return FormattableString.Invariant($"{file.Path}, line {lines[(int)(row - firstOfPiece)]}, {cursor.PlaceOf(place)}");
            feature -= column.Width;
        }

        return base.PlaceOf(row, firstOfPiece, feature);
    }
}

/// <summary>Columns that a model reads are not there, or there are others.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Missing">Those that are not there.</param>
/// <param name="Extra">Those that the model does not know.</param>
internal sealed record OtherColumns(string Path, Arr<string> Missing, Arr<string> Extra) : DataError
{
    /// <inheritdoc/>
    public override string Problem => string.Join(' ', new[]
    {
        Missing.IsEmpty ? "" : $"The model reads {Listed(Missing)}, which the data lack.",
        Extra.IsEmpty ? "" : $"The data have {Listed(Extra)}, which the model does not know.",
    }.Where(sentence => sentence.Length > 0));

    /// <inheritdoc/>
    public override string Place => Path;

    /// <inheritdoc/>
    public override string Cure => Remedy.ToString();

    /// <inheritdoc/>
    public override ErrorText Text => $"{PlainText.OneLine(Problem)}\n  at {PlainText.OneLine(Place)}\n  {Remedy}";

    private ErrorText Remedy => Missing.IsEmpty
        ? (ErrorText)$"Leave them out with {Setting.IgnoreColumns}, or train on them."
        : $"Give data with the columns that the model was trained on, in any order.";

    private static string Listed(Arr<string> names) =>
        $"{(names.Count == 1 ? "the column" : "the columns")} {string.Join(", ", names.Take(10).Map(name => $"'{DisplayText.Of(name)}'"))}{(names.Count > 10 ? " and more" : "")}";
}
