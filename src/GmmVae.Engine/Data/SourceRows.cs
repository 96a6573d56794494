using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data;

/// <summary>What a data source holds: a training and a test split, or rows of which some are still to be held out.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class SourceRows
{
    private readonly string path;
    private readonly Either<Dataset, DataSplits> held;

    private SourceRows(string path, Either<Dataset, DataSplits> held, TableFacts? table = null) =>
        (this.path, this.held, Table) = (path, held, table);

    /// <summary>What is known of the columns, where the source is a table.</summary>
    public TableFacts? Table { get; }

    /// <summary>Whether there is a test split of the source's own.</summary>
    public bool HasOwnTest => held.IsRight;

    /// <summary>The rows that <see cref="Split"/> trains on, with any seed: none where there is but one row.</summary>
    public int TrainRows => held.Match(own => own.Train.Rows, all => all.Rows - HeldOutRows.CountOf(all.Rows));

    /// <summary>What is measured of a source that nothing was trained on: its own test split, or all rows in order. Their
    /// preprocessing is to be replaced by the model's.</summary>
    public Dataset Measured => held.Match(own => own.Test, all => all);

    /// <summary>The first missing value in row order, if there is any: what models that take whole rows refuse.</summary>
    /// <param name="isTrained">Whether the model is trained already.</param>
    public Option<DataError> FirstMissing(bool isTrained)
    {
        return held.Match(own => In(own.Train.Name, own.Train) || In(own.Test.Name, own.Test), all => In(path, all));

        Option<DataError> In(string source, Dataset rows) =>
            rows.FirstMissing() is var (row, column)
                ? new MissingValue(Table?.PlaceOf?.Invoke(row, column)
                    ?? FormattableString.Invariant($"{source}, row {row}, column {column}, counted from 0"), isTrained)
                : Option<DataError>.None;
    }

    /// <summary>Both splits are there.</summary>
    public static SourceRows Of(DataSplits splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return new(splits.Train.Name, splits);
    }

    /// <summary>All rows are trained on, and measured too.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="names">What their columns are called; empty where nobody said.</param>
    /// <returns>The rows with fitted preprocessing, or that a feature has no value in any of them.</returns>
    public static Either<DataError, SourceRows> AllOf(Dataset rows, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = names.Count == 0 ? null
            : new TableFacts(new TableSchema(toArray(names.Select(name => TableColumn.Of(name))), IsNamed: true), TableOptions.Default);
        return HeldOutRows.Fit(rows.Name, rows, rows).Map(splits => new SourceRows(splits.Train.Name, splits, table));
    }

    /// <summary>No row is held out yet.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="all">Its rows in order.</param>
    /// <param name="table">What is known of its columns.</param>
    internal static SourceRows Of(string path, Dataset all, TableFacts? table = null) => new(path, all, table);

    /// <summary>Some of the rows, in order; what was fitted to the training split is fitted anew.</summary>
    /// <param name="source">What to call the source in errors.</param>
    /// <param name="kept">The numbers of the rows of a data set to keep, given the training split or, without splits, all rows.</param>
    internal Either<DataError, SourceRows> Subset(string source, Func<Dataset, Dataset, Either<DataError, int[]>> kept)
    {
        return held.Match(
            own => Part(own.Train, own.Train).Bind(train =>
                Part(own.Test, own.Train).Bind(test => HeldOutRows.Fit(source, train, test))).Map(Of),
            all => Part(all, all).Map(rows => Of(source, rows)));

        Either<DataError, Dataset> Part(Dataset data, Dataset train) => kept(data, train).Map(rows => data.Subset(data.Name, rows));
    }

    /// <summary>All raw rows in order, of both splits (training, then test) where there are two.</summary>
    internal RowStream InOrder(string name) =>
        held.Match(own => new DatasetRows(name, own.Train, own.Test), all => new DatasetRows(name, all));

    /// <summary>The source's own splits, or its rows with a fifth held out, which the seed decides: the last fifth of a
    /// permutation.</summary>
    /// <param name="seed">Of the permutation; of no effect on own splits.</param>
    /// <param name="inOrder">Whether both splits keep the order of the rows, for a training that visits them block by block
    /// (<see cref="TrainingSpec.ShuffleBlock"/>), instead of the permutation's.</param>
    public Either<DataError, DataSplits> Split(ulong seed, bool inOrder = false) => held.Match(
        own => Right<DataError, DataSplits>(own),
        all => HeldOutRows.Split(path, all, seed, inOrder));
}
