using System.Globalization;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data;

/// <summary>A training and a test split with the same features and the same preprocessing.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed record DataSplits
{
    private DataSplits(Dataset train, Dataset test) => (Train, Test) = (train, test);

    /// <summary>The rows that training sees.</summary>
    public Dataset Train { get; }

    /// <summary>The rows kept apart for evaluation.</summary>
    public Dataset Test { get; }

    /// <summary>What both splits' raw values go through: fitted on <see cref="Train"/> alone.</summary>
    public Preprocessing Preprocessing => Train.Preprocessing;

    /// <summary>The same with a test split of so many of its rows, evenly spread over it, where there are more.</summary>
    public DataSplits WithTestRows(int most) => most >= Test.Rows ? this : new DataSplits(Train, Test.Spread(most));

    /// <summary>The splits with the preprocessing that suits them: bytes are scaled to [0, 1], other values are
    /// standardised per feature with the mean and standard deviation of <paramref name="train"/>.</summary>
    /// <exception cref="ArgumentException">The splits' features or image shapes differ.</exception>
    public static DataSplits Fit(Dataset train, Dataset test)
    {
        ArgumentNullException.ThrowIfNull(train);
        Preprocessing fitted = train.HoldsBytes
            ? new Preprocessing.ByteScaling()
            : Preprocessing.FitStandardisation(train);
        return With(train, test, fitted);
    }

    /// <summary>The splits under a given preprocessing, such as one saved with a model.</summary>
    /// <exception cref="ArgumentException">The splits' features or image shapes differ, or the preprocessing was
    /// fitted to another number of features.</exception>
    public static DataSplits With(Dataset train, Dataset test, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if (train.Features != test.Features || train.Image != test.Image)
            throw new ArgumentException("Training and test rows must have the same shape.", nameof(test));
        return new DataSplits(train.With(preprocessing), test.With(preprocessing));
    }
}

/// <summary>Holds rows out: the last ones of a permutation.</summary>
internal static class RowSplit
{
    /// <summary>The rows that are kept and those that are held out, both in the permutation's order or, where they are to be read block by
    /// block, in the order of the data.</summary>
    /// <param name="key">Of the permutation.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="held">How many of them are held out.</param>
    /// <param name="inOrder">Whether the order is that of the data.</param>
    public static (int[] Kept, int[] Held) Of(RandomKey key, int rows, int held, bool inOrder)
    {
        var order = key.Permutation(rows);
        var (kept, last) = (order[..(rows - held)], order[(rows - held)..]);
        if (inOrder)
        {
            System.Array.Sort(kept);
            System.Array.Sort(last);
        }

        return (kept, last);
    }
}

/// <summary>Makes a test split for data that have none of their own.</summary>
internal static class HeldOutRows
{
    private const int TestShare = 5;

    /// <summary>How many of so many rows are held out: a fifth, rounded down, but at least one.</summary>
    public static int CountOf(int rows) => Math.Max(1, rows / TestShare);

    /// <summary>The key of the permutation.</summary>
    public static RandomKey Key(ulong seed) => RandomKey.FromSeed(seed).Fold("held-out rows");

    /// <summary>The last fifth (see <see cref="CountOf"/>) of a permutation of the rows, keyed by the seed, for
    /// testing, and the others for training, both in the permutation's order or in that of the data (<see cref="RowSplit"/>).</summary>
    public static Either<DataError, DataSplits> Split(string path, Dataset all, ulong seed, bool inOrder = false)
    {
        if (all.Rows < 2)
            return new DataError.Unusable(path, "There is only one row.", "Give at least two rows: one to train on and one to test with.");
        var (trained, tested) = RowSplit.Of(Key(seed), all.Rows, CountOf(all.Rows), inOrder);
        return Fit(path, all.Subset(all.Name + "/train", trained), all.Subset(all.Name + "/test", tested));
    }

    /// <summary>Both splits with fitted preprocessing; every feature needs a value in the training split.</summary>
    public static Either<DataError, DataSplits> Fit(string path, Dataset train, Dataset test)
    {
        var feature = train.FirstEmptyFeature();
        if (feature < 0) return DataSplits.Fit(train, test);
        return new DataError.Unusable(
            path, string.Create(CultureInfo.InvariantCulture,
                $"Feature {feature + 1} has no value in any of the {train.Rows} training rows."),
            "Remove its column, or give it values.");
    }
}

/// <summary>Holds out training rows for a training that may stop early.</summary>
internal static class ValidationSplit
{
    /// <summary>
    /// The rows to learn from, and those that are held out: the last ones of a permutation keyed by the training's seed, both in the
    /// permutation's order, or in that of the data where the training visits them block by block. Nothing is held out of one row, or where
    /// the training does not stop early.
    /// </summary>
    public static (Dataset Learning, Option<Dataset> Validation) Of(Dataset data, TrainingSpec training)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(training);
        var learning = training.LearningRows(data.Rows);
        if (learning == data.Rows)
            return (data, None);
        var (kept, held) = RowSplit.Of(
            RandomKey.FromSeed(training.Seed).Fold("validation rows"), data.Rows, data.Rows - learning, training.ShuffleBlock.IsSome);
        return (data.Subset(data.Name, kept), data.Subset(data.Name + "/validation", held));
    }
}
