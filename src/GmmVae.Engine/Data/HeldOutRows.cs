using System.Globalization;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

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
            path, string.Create(CultureInfo.InvariantCulture, $"Feature {feature + 1} has no value in any of the {train.Rows} training rows."),
            "Remove its column, or give it values.");
    }
}
