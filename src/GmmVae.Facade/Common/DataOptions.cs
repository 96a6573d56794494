using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>How a table is read: CSV and its relatives, Parquet, standard input. Names are those of the header, in any case; the columns of
/// a table without one are called by their numbers from 1.</summary>
public sealed record DataOptions
{
    /// <summary>The column of labels; empty for none. By default the one called <c>label</c>, if there is one, or that which a model was
    /// trained with.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The columns that are features, in this order; by default all but the label and those that can only hurt
    /// (docs/data.md).</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Columns that are passed over.</summary>
    public IReadOnlyList<string> IgnoreColumns { get; init; } = [];

    /// <summary>What stands between cells: <c>,</c>, <c>;</c> or a tab; null to find out. Where it is no comma, numbers may have a comma
    /// for their point.</summary>
    public char? Delimiter { get; init; }

    /// <summary>How new data are read, as they come or for a model.</summary>
    internal static TableReading Of(DataOptions? wanted, CheckpointHeader? model = null)
    {
        if (model is null)
            return new TableReading(wanted?.Options() ?? TableOptions.Default);
        if (wanted is null)
            return new TableReading(model.Reading with { Delimiter = Option<char>.None }, model.Schema, MayLackLabel: true);
        return new TableReading(
            wanted.Options() with { LabelColumn = wanted.LabelColumn ?? model.Reading.LabelColumn }, model.Schema,
            MayLackLabel: wanted.LabelColumn is null);
    }

    private TableOptions Options() => new()
    {
        LabelColumn = LabelColumn,
        Columns = Prelude.toArray(Columns),
        Ignored = Prelude.toArray(IgnoreColumns),
        Delimiter = Prelude.Optional(Delimiter),
    };
}
