using System.Globalization;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Tables;

/// <summary>A pass over a table that finds out what its columns are and which of them are features.</summary>
/// <param name="file">The table.</param>
/// <param name="options">How the user wants it read.</param>
internal sealed class TableScan(TableFile file, TableOptions options)
{
    /// <summary>Tables with so many columns may be pictures or curves, whose constant places belong to their shape.</summary>
    private const int ManyColumns = 64;

    private const int FewRows = 20;

    private readonly ColumnScan[] scans = [.. file.Names.Select(_ => new ColumnScan())];
    private readonly List<string> warnings = [];
    private readonly List<string> leftOut = [];
    private long rows;

    /// <summary>What the table's features are, with what is to be said of the other columns.</summary>
    public static Either<DataError, TableFacts> Of(TableFile file, TableOptions options) =>
        from choice in ColumnChoice.Of(file, options, mayLackLabel: false)
        from scan in Read(file, options)
        from facts in scan.Facts(choice)
        select facts;

    /// <summary>What there is to say of each column.</summary>
    public static Either<DataError, JsonArray> Describe(TableFile file, TableOptions options) =>
        from choice in ColumnChoice.Of(file, options, mayLackLabel: true)
        from scan in Read(file, options)
        select scan.Describe(choice);

    private static Either<DataError, TableScan> Read(TableFile file, TableOptions options) => file.Open().Bind(cursor =>
    {
        using (cursor)
        {
            var scan = new TableScan(file, options);
            return scan.Read(cursor) is { } fault ? fault : Right<DataError, TableScan>(scan);
        }
    });

    private DataError? Read(TableCursor cursor)
    {
        for (; ; rows++)
        {
            if (cursor.Advance() is { } fault) return fault;
            if (!cursor.HasRecord) return null;
            if (Ragged(file, cursor) is { } ragged) return ragged;
            for (var column = 0; column < scans.Length; column++) scans[column].Add(cursor, column);
        }
    }

    /// <summary>That a record has more or fewer cells than there are columns.</summary>
    internal static DataError.BadText? Ragged(TableFile file, TableCursor cursor) => cursor.Count == file.Names.Count
        ? null
        : new(file.Path, cursor.Line, null, string.Create(CultureInfo.InvariantCulture,
                $"The line has {cursor.Count} {(cursor.Count == 1 ? "cell" : "cells")} where the first line has {file.Names.Count}."),
            "Give every line the same number of cells; an empty cell is a missing value.");

    private Either<DataError, TableFacts> Facts(ColumnChoice choice)
    {
        if (rows == 0) return new DataError.Unusable(file.Path, "There are no rows.", "Give at least one row.");
        var features = new List<(int Place, TableColumn Column)>();
        var spare = new List<(int Place, TableColumn Column)>();
        foreach (var place in choice.Features)
        {
            var (scan, name) = (scans[place], file.Names[place]);
            if (scan.IsBadNumbers) return BadNumber(place);
            if (WhyLeftOut(place, choice) is { } why)
            {
                if (options.Columns.Contains(name) && scan.Kind().IsNone)
                    return new BadTable(file.Path, 0, PlaceOf(place), $"The column {why}.", $"Leave it out of {Setting.Columns}.");
                if (!options.Columns.Contains(name))
                {
                    warnings.Add($"The column '{DisplayText.Of(name)}' {why}, and is left out{(scan.Kind().IsSome ? "; choose it among the columns to keep it" : "")}.");
                    leftOut.Add(name);
                    scan.Kind().IfSome(kind => spare.Add((place, scan.Column(name, kind))));
                    continue;
                }
            }

            if (scan.Statistics is { IsWhole: true } whole && scan.Kind() == ColumnKind.Number && rows >= FewRows && whole.Distinct == rows)
                warnings.Add($"All values of the column '{DisplayText.Of(name)}' are different whole numbers: if it is a key, leave it out.");
            features.Add((place, scan.Column(name, scan.Kind().IfNone(ColumnKind.Number))));
        }

        if (features.Count == 0 && spare.Count > 0)
        {
            // A table that has nothing else is meant as it is.
            features.AddRange(spare);
            warnings.Clear();
            leftOut.Clear();
        }

        if (features.Count == 0)
            return new DataError.BadText(file.Path, 1, null, "There is no column of numbers.",
                "Give a table with at least one column of numbers, of words out of a few, or of dates.");
        var schema = new TableSchema(toArray(features.Select(feature => feature.Column)), file.IsNamed)
        {
            LeftOut = toArray(choice.PassedOver.Map(place => file.Names[place]).Concat(leftOut)),
            Warnings = toArray(warnings),
        };
        return new TableFacts(schema, options);
    }

    private string? WhyLeftOut(int place, ColumnChoice choice)
    {
        var scan = scans[place];
        return scan.Statistics.Count == 0 && scan.Kind().IsNone && !scan.HasTooManyWords ? "has no value in any row"
            : scan.Kind().IsNone ? $"has {scan.DistinctWords} different words in {rows.ToString(CultureInfo.InvariantCulture)} rows"
            : scan.IsConstant ? choice.Features.Count < ManyColumns ? "has the same value in all rows" : null
            : place == 0 && file.HasIndex && scan.Statistics.IsWhole && scan.Statistics.Distinct == rows ? "is an index without a name"
            : rows >= FewRows && scan.Kind() == ColumnKind.Number && scan.Statistics.IsRowNumber ? "repeats the number of the row"
            : null;
    }

    private BadTable BadNumber(int place)
    {
        var (line, text) = scans[place].FirstOdd!.Value;
        return CellError.NotANumber(file.Path, line, PlaceOf(place), text);
    }

    private string PlaceOf(int place) => FormattableString.Invariant($"column {place + 1}")
        + (file.IsNamed ? $" ({DisplayText.Of(file.Names[place])})" : "");

    private JsonArray Describe(ColumnChoice choice) => [.. scans.Select((scan, place) =>
    {
        var json = scan.Describe(file.Names[place]);
        json["use"] = place == choice.Label ? "label"
            : choice.PassedOver.Contains(place) ? "passed over"
            : WhyLeftOut(place, choice) is { } why && !options.Columns.Contains(file.Names[place]) ? $"left out: {why}"
            : "feature";
        return (JsonNode)json;
    })];
}

/// <summary>Which columns of a table are features and which is the label, as far as their names tell.</summary>
/// <param name="Label">The place of the label; −1 for none.</param>
/// <param name="Features">The places of those that may be features.</param>
/// <param name="PassedOver">Those that the user does not want.</param>
internal sealed record ColumnChoice(int Label, Arr<int> Features, Arr<int> PassedOver)
{
    /// <summary>Puts names to places.</summary>
    public static Either<DataError, ColumnChoice> Of(TableFile file, TableOptions options, bool mayLackLabel)
    {
        if (options.LabelColumn is null
            && Enumerable.Range(0, file.Names.Count).Where(place => IsUsualLabel(file.Names[place])).ToArray() is [_, var other, ..])
            return new BadTable(file.Path, 1, FormattableString.Invariant($"column {other + 1} ({DisplayText.Of(file.Names[other])})"),
                $"Two columns are called `{TableOptions.UsualLabel}`.", $"Say which one it is with {Setting.LabelColumn}.");
        var wanted = options.LabelColumn ?? file.Names.Find(IsUsualLabel).IfNone("");
        var label = wanted.Length == 0 ? -1 : PlaceOf(file, wanted);
        if (label < 0 && wanted.Length > 0 && !mayLackLabel)
            return new UnknownColumn(file.Path, Setting.LabelColumn, wanted, file.Names);
        foreach (var (setting, names) in new[] { (Setting.Columns, options.Columns), (Setting.IgnoreColumns, options.Ignored) })
            if (names.Find(name => PlaceOf(file, name) < 0) is { IsSome: true } unknown && !mayLackLabel)
                return new UnknownColumn(file.Path, setting, unknown.IfNone(""), file.Names);
        var ignored = options.Ignored.Map(name => PlaceOf(file, name));
        var named = options.Columns.Map(name => PlaceOf(file, name));
        var all = toArray(Enumerable.Range(0, file.Names.Count).Where(place => place != label));
        var features = named.IsEmpty
            ? all.Filter(place => !ignored.Contains(place))
            : named.Filter(place => place >= 0 && place != label && !ignored.Contains(place));
        if (features.IsEmpty)
            return new DataError.BadText(file.Path, 1, null, "There is no column of numbers.",
                "Give a table with at least one column of numbers, of words out of a few, or of dates.");
        return new ColumnChoice(label, features, all.Filter(place => !features.Contains(place)));
    }

    /// <summary>The place of a column by its name, in the case that it is written in or in any; −1 if there is none.</summary>
    public static int PlaceOf(TableFile file, string name) => file.Names.IndexOf(name) is >= 0 and var exact
        ? exact
        : System.Array.FindIndex(file.Names.ToArray(), other => other.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsUsualLabel(string name) => name.Equals(TableOptions.UsualLabel, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What is wrong with a cell.</summary>
internal static class CellError
{
    /// <summary>A word stands where a number should.</summary>
    public static BadTable NotANumber(string path, long line, string column, string text) => new(
        path, line, column,
        CellText.TryNumber(text, takesCommas: false, out var value) && !CellText.IsInfinite(text)
            ? $"'{DisplayText.Of(text)}' is not a number between -1e38 and 1e38."
            : $"'{DisplayText.Of(text)}' is not a number.",
        $"Write numbers like -1.5e3, with a comma for the point only where another character stands between cells; leave the cell of a missing value empty, or leave the column out with {Setting.IgnoreColumns}.");
}
