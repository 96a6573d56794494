namespace GmmVae.Tests.Properties;

/// <summary>The least report of one kind of data, for tests of what is said about reports.</summary>
internal static class ReproductionCase
{
    internal static SetReport Set() => new()
    {
        Name = "line",
        Features = 1,
        Image = null,
        TrainRows = 4,
        TestRows = 2,
        Fingerprint = "",
        LabelNames = ["0", "1"],
        Observations = [0, 1],
        Labels = [0, 1],
        MixtureLabels = null,
        MixtureAccuracy = null,
        JudgeAccuracy = 1,
        Real = new GenerationMeasures(1, 1, 0, 1),
        ChancePurity = 0.5,
        InterpolatedLabels = [],
        Models = [],
    };
}
