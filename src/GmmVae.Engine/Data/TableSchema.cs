using System.Text.Json.Nodes;
using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data;

/// <summary>How a user wants a table read: which column is the label, which are features, what stands between cells.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
internal sealed record TableOptions
{
    /// <summary>The name of a column of labels where no other is given.</summary>
    public const string UsualLabel = "label";

    /// <summary>What is done where nothing is said.</summary>
    public static TableOptions Default { get; } = new();

    /// <summary>The column of labels; empty for none, null for one called <see cref="UsualLabel"/>, in any case, where there is one.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The features alone; empty for all columns.</summary>
    public Arr<string> Columns { get; init; } = Arr<string>.Empty;

    /// <summary>Columns that are passed over.</summary>
    public Arr<string> Ignored { get; init; } = Arr<string>.Empty;

    /// <summary>What stands between cells; found out where it is not given.</summary>
    public Option<char> Delimiter { get; init; }
}

/// <summary>What the cells of a column are.</summary>
internal enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>true or false: 1 or 0.</summary>
    Truth,

    /// <summary>Dates, maybe with a time of day: seconds since the beginning of 1970.</summary>
    Date,

    /// <summary>Words out of a few: a feature for each, which is 1 where the cell is that word and else 0.</summary>
    Category,
}

/// <summary>A column of a table that a model reads.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Name">What the header calls it; without a header, its number from 1.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="Words">Those of a category, in ordinal order; else empty.</param>
internal sealed record TableColumn(string Name, ColumnKind Kind, Arr<string> Words)
{
    /// <summary>The number of its features.</summary>
    public int Width => Kind == ColumnKind.Category ? Words.Count : 1;

    /// <summary>A column with one feature.</summary>
    public static TableColumn Of(string name, ColumnKind kind = ColumnKind.Number) => new(name, kind, Arr<string>.Empty);

    /// <summary>What its features are called.</summary>
    public Arr<string> FeatureNames() =>
        Kind == ColumnKind.Category ? Words.Map(word => $"{Name}={word}") : Array(Name);
}

/// <summary>The columns of a table that a model reads, in its order.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Columns">The columns; empty where data are no table, or a model is from before columns were kept.</param>
/// <param name="IsNamed">Whether their names are those of a header.</param>
internal sealed record TableSchema(Arr<TableColumn> Columns, bool IsNamed)
{
    /// <summary>Data without columns.</summary>
    public static TableSchema None { get; } = new(Arr<TableColumn>.Empty, false);

    /// <summary>Columns of the table that it was made of which are no features.</summary>
    public Arr<string> LeftOut { get; init; } = Arr<string>.Empty;

    /// <summary>What a user should know of columns that were left out, or had better be.</summary>
    public Arr<string> Warnings { get; init; } = Arr<string>.Empty;

    /// <summary>The number of features.</summary>
    public int Features => Columns.Sum(column => column.Width);

    /// <summary>What features are called; empty where no name is known but the number of a column.</summary>
    public Arr<string> FeatureNames() => IsNamed || Columns.Exists(column => column.Kind == ColumnKind.Category)
        ? Columns.Bind(column => column.FeatureNames())
        : Arr<string>.Empty;
}

/// <summary>How a table is read: as a user wants it, and as a model needs it.</summary>
/// <param name="Options">What the user wants.</param>
/// <param name="Known">What the model reads, where there is one that was trained on a table.</param>
/// <param name="MayLackLabel">Whether the column of labels need not be there, as in new rows for a model.</param>
internal sealed record TableReading(TableOptions Options, TableSchema? Known = null, bool MayLackLabel = false)
{
    /// <summary>As it comes.</summary>
    public static TableReading Default { get; } = new(TableOptions.Default);
}

/// <summary>What is known of the columns of data that came from a table.</summary>
/// <param name="Schema">The columns that are features.</param>
/// <param name="Options">How it was read.</param>
internal sealed record TableFacts(TableSchema Schema, TableOptions Options)
{
    /// <summary>Where a feature of a row stands in the file, by their numbers from 0; looks it up.</summary>
    public Func<int, int, string>? PlaceOf { get; init; }

    /// <summary>What there is to say of each column; goes over the file again.</summary>
    public Func<Either<DataError, JsonArray>>? Describe { get; init; }
}

/// <summary>A column that the user named is not there.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Wish">The setting that names it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Names">The columns that there are.</param>
internal sealed record UnknownColumn(string Path, Setting Wish, string Name, Arr<string> Names) : DataError
{
    private const int MostNames = 20;

    /// <inheritdoc/>
    public override string Problem => $"There is no column '{DisplayText.Of(Name)}'.";

    /// <inheritdoc/>
    public override string Place => Path;

    /// <inheritdoc/>
    public override string Cure => $"The file has {string.Join(", ", Names.Take(MostNames).Map(DisplayText.Of))}{(Names.Count > MostNames ? " and more" : "")}.";

    /// <inheritdoc/>
    public override ErrorText Text => $"{Wish}: {PlainText.OneLine(Problem)}\n  at {PlainText.OneLine(Place)}\n  {PlainText.OneLine(Cure)}";
}

/// <summary>Columns are spoken of, and the source has none.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Source">The source.</param>
internal sealed record NoTable(string Source) : DataError
{
    /// <inheritdoc/>
    public override string Problem => "The data have no columns with names.";

    /// <inheritdoc/>
    public override string Place => Source;

    /// <inheritdoc/>
    public override string Cure => Remedy.ToString();

    /// <inheritdoc/>
    public override ErrorText Text => $"{PlainText.OneLine(Problem)}\n  at {PlainText.OneLine(Place)}\n  {Remedy}";

    private static ErrorText Remedy =>
        $"{Setting.LabelColumn}, {Setting.Columns}, {Setting.IgnoreColumns} and {Setting.Delimiter} are for tables: leave them out.";
}

/// <summary>A cell or column of a table cannot be used.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, counted from 1 as an editor shows it; 0 for the whole file.</param>
/// <param name="Column">The column.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do, which may speak of settings.</param>
internal sealed record BadTable(string Path, long Line, string? Column, string What, ErrorText Remedy) : DataError
{
    /// <inheritdoc/>
    public override string Problem => What;

    /// <inheritdoc/>
    public override string Place => string.Join(", ", new[] { Path, Line > 0 ? FormattableString.Invariant($"line {Line}") : null, Column }
        .Where(part => part is not null));

    /// <inheritdoc/>
    public override string Cure => Remedy.ToString();

    /// <inheritdoc/>
    public override ErrorText Text => $"{PlainText.OneLine(Problem)}\n  at {PlainText.OneLine(Place)}\n  {Remedy}";
}
