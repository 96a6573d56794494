namespace GmmVae.Domain;

/// <summary>
/// Makes a preset suit few rows: clusters need some hundreds of steps to come apart, and the presets' epochs are counted
/// on data sets of thousands of rows.
/// </summary>
public static class FewRows
{
    private const int LeastSteps = 1000;
    private const int LeastStepsAfterStart = 750;
    private const int LeastStepsOfStart = 350;
    private const int LeastStepsOfCandidates = 1000;
    private const int SmallBatch = 32;
    private const int BatchesPerEpoch = 10;

    /// <summary>The preset with a batch of at most a tenth of the rows, though no less than 32, and with as many epochs as
    /// make a thousand steps; of a clustering preset, 1000 to find candidates, 350 to find the clusters and 750 to learn the model. Large data sets leave
    /// the preset as it is.</summary>
    public static RunOptions Suit(RunOptions preset, DataTraits data)
    {
        var batch = Math.Min(preset.Batch, Math.Max(SmallBatch, data.Rows / BatchesPerEpoch));
        var stepsPerEpoch = Math.Max(1, data.Rows / batch);
        return preset with
        {
            Batch = batch,
            Epochs = Math.Max(preset.Epochs, EpochsOf(preset.Clustering.IsSome ? LeastStepsAfterStart : LeastSteps)),
            Clustering = preset.Clustering.Map(start => start with
            {
                CandidateEpochs = Math.Max(start.CandidateEpochs, EpochsOf(LeastStepsOfCandidates)),
                StartEpochs = Math.Max(start.StartEpochs, EpochsOf(LeastStepsOfStart)),
            }),
        };

        int EpochsOf(int steps) => (steps + stepsPerEpoch - 1) / stepsPerEpoch;
    }
}
