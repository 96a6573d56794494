using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>Holds out training rows for a training that may stop early.</summary>
public static class ValidationSplit
{
    /// <summary>
    /// The rows to learn from, and those that are held out: the last ones of a permutation keyed by the training's seed, both in the
    /// permutation's order, or in that of the data where the training visits them block by block. Nothing is held out of one row, or where the training does not stop early.
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
