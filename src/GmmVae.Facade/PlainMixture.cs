using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>What a plain Gaussian mixture sees in data: a baseline for colours and scores.</summary>
internal static class PlainMixture
{
    private const int Rows = 1500;

    /// <summary>
    /// The test split's components by expectation-maximisation where that takes seconds: on numbers with labels, with as many
    /// components as labels, fitted to a part of the training split.
    /// </summary>
    internal static int[]? Labels(DataSplits data)
    {
        if (data.Test.HoldsBytes || data.Train.Labels is not { } labels)
            return null;
        var components = labels.ToArray().Distinct().Count();
        var fitted = DataSplits.With(data.Train.Subset("mixture", RowPicks.Spread(data.Train.Rows, Rows)), data.Test, data.Preprocessing);
        return MixtureBaseline.Label(fitted, components, RandomKey.FromSeed(0).Fold("mixture labels")).Test.MixtureLabels!.Value.ToArray();
    }
}
