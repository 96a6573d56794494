namespace GmmVae.Domain;

/// <summary>
/// Makes a preset suit few rows: clusters need about a thousand steps to come apart, and the presets' epochs are counted
/// on data sets of thousands of rows.
/// </summary>
public static class FewRows
{
    private const int LeastSteps = 1000;
    private const int SmallBatch = 32;
    private const int BatchesPerEpoch = 10;

    /// <summary>The preset with a batch of at most a tenth of the rows, though no less than 32, and with as many epochs as
    /// make a thousand steps. Large data sets leave the preset as it is.</summary>
    public static RunOptions Suit(RunOptions preset, DataTraits data)
    {
        var batch = Math.Min(preset.Batch, Math.Max(SmallBatch, data.Rows / BatchesPerEpoch));
        var stepsPerEpoch = Math.Max(1, data.Rows / batch);
        return preset with { Batch = batch, Epochs = Math.Max(preset.Epochs, (LeastSteps + stepsPerEpoch - 1) / stepsPerEpoch) };
    }
}
